-- audit: journals_balance
-- holds: A journal of which the ledger's extract has both sides balances: its debits are its credits. Asked only of sources that map
--        journal_id; an extract of income accounts alone should not.
-- blocks: no

select
    source_system,
    journal_id,
    currency
from finance.ledger_entries
where journal_id is not null
group by
    source_system,
    journal_id,
    currency
having sum(coalesce(debit_amount, 0)) > 0
    and sum(coalesce(credit_amount, 0)) > 0
    and sum(coalesce(debit_amount, 0)) <> sum(coalesce(credit_amount, 0))

-- audit: accounts_have_a_class
-- holds: Every account of the ledger has a class, by the source's mapping or by finance.accounts.
-- blocks: no

select distinct account
from finance.ledger_entries
where account_class = 'unclassified'

-- audit: entries_have_a_period
-- holds: Every entry lies in a fiscal period of finance.calendar.
-- blocks: no

select entry_id
from finance.ledger_entries
where period = '(none)'
