-- finance_ledger_findings: what is wrong with the ledger's own entries, whatever the warehouse says: journals of which both sides are
--         given and do not balance, and accounts that have no class.
-- grain:  one row per finding, source_system, subject and currency
-- owner:  finance
-- reads:  finance.ledger_entries
-- params: snapshot_date, run_id
-- tags:   current

with

entries as (

    select
        source_system,
        journal_id,
        account,
        account_class,
        currency,
        period,
        posting_date,
        amount,
        coalesce(debit_amount, 0) as debit_amount,
        coalesce(credit_amount, 0) as credit_amount
    from finance.ledger_entries

),

journals_unbalanced as (

    select
        'unbalanced_journal' as finding,
        source_system,
        journal_id as subject,
        currency,
        min_by(period, posting_date) as first_period,
        max_by(period, posting_date) as last_period,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount,
        sum(debit_amount) - sum(credit_amount) as amount,
        count(*) as entry_count
    from entries
    where journal_id is not null
    group by
        source_system,
        journal_id,
        currency
    -- An extract of income accounts alone has one side of every journal, which says nothing.
    having sum(debit_amount) > 0
        and sum(credit_amount) > 0
        and sum(debit_amount) <> sum(credit_amount)

),

accounts_unclassified as (

    select
        'unclassified_account' as finding,
        source_system,
        account as subject,
        currency,
        min_by(period, posting_date) as first_period,
        max_by(period, posting_date) as last_period,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount,
        sum(amount) as amount,
        count(*) as entry_count
    from entries
    where account_class = 'unclassified'
    group by
        source_system,
        account,
        currency

),

findings as (

    select * from journals_unbalanced
    union all
    select * from accounts_unclassified

)

select
    finding,
    source_system,
    subject,
    currency,
    first_period,
    last_period,
    cast(debit_amount as decimal(28,4)) as debit_amount,
    cast(credit_amount as decimal(28,4)) as credit_amount,
    cast(amount as decimal(28,4)) as amount,
    cast(entry_count as bigint) as entry_count,
    :snapshot_date as snapshot_date,
    :run_id as run_id
from findings
