-- stg_raw__gl_entries: every entry of the general ledger in its newest version, with the class of its account.
-- grain:  one row per source_system, entry_id
-- owner:  finance
-- reads:  raw.gl_entries, config.gl_accounts, config.cost_positive_classes
-- as:     view
-- tags:   staging

with

entry_versions as (

    select
        *,
        row_number() over (
            partition by
                source_system,
                entry_id
            order by
                loaded_at desc nulls last,
                source_file desc nulls last,
                source_row desc nulls last
        ) as version_number
    from raw.gl_entries

),

newest_versions as (

    select *
    from entry_versions
    where version_number = 1

),

accounts_classed as (

    -- Ranges do not overlap, which the configuration is checked for; so an account has one class. Account numbers are
    -- compared as text of one length: 4000 lies in 3900-4099, and 40 and 40000 do not.
    select
        accounts.account,
        min(gl_accounts.account_class) as account_class
    from (
        select distinct account
        from newest_versions
        where account_class is null
    ) as accounts
    inner join config.gl_accounts
        on (
            not gl_accounts.is_prefix
            and length(accounts.account) = length(gl_accounts.first_account)
            and accounts.account >= gl_accounts.first_account
            and accounts.account <= gl_accounts.last_account
        )
        or (
            gl_accounts.is_prefix
            and left(accounts.account, length(gl_accounts.first_account)) = gl_accounts.first_account
        )
    group by accounts.account

),

entries_classed as (

    select
        newest_versions.*,
        coalesce(newest_versions.account_class, accounts_classed.account_class) as known_class
    from newest_versions
    left join accounts_classed
        on accounts_classed.account = newest_versions.account
        and newest_versions.account_class is null

)

select
    entries_classed.source_system,
    entries_classed.entry_id,
    entries_classed.journal_id,
    entries_classed.period as given_period,
    entries_classed.account,
    coalesce(entries_classed.known_class, 'unclassified') as account_class,
    entries_classed.currency,
    entries_classed.erp_customer_number,
    entries_classed.document_id,
    entries_classed.business_unit,
    entries_classed.legal_entity,
    entries_classed.entry_text,
    entries_classed.debit_amount,
    entries_classed.credit_amount,
    -- Income is positive, cost negative, whatever the ledger's own habit is.
    case
        when cost_positive_classes.account_class is null then entries_classed.amount
        else cast(-entries_classed.amount as decimal(18,4))
    end as amount,
    entries_classed.posting_date,
    entries_classed.loaded_at,
    entries_classed.load_id,
    entries_classed.source_file,
    entries_classed.source_row
from entries_classed
left join config.cost_positive_classes
    on cost_positive_classes.account_class = entries_classed.known_class
