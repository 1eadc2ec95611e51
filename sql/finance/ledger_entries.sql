-- ledger_entries: the ledger's entries known on the snapshot date, with fiscal period and customer, in the warehouse's terms.
--         What the warehouse does not know of a document (business unit, legal entity) is not told of its entries either.
-- grain:  one row per source_system, entry_id
-- owner:  finance
-- reads:  staging.stg_raw__gl_entries, config.fiscal_days, config.fiscal_periods, config.finance, config.collective_customers,
--         intermediate.int_customer_records__numbered, finance.documents
-- params: snapshot_date

with

entries as (

    select *
    from staging.stg_raw__gl_entries
    -- As with order lines: what is posted on the snapshot date is not yet known.
    where posting_date < :snapshot_date

),

warehouse_places as (

    select
        count(case when business_unit <> '' then 1 end) > 0 as has_business_units,
        count(case when legal_entity <> '' then 1 end) > 0 as has_legal_entities
    from finance.documents

),

-- A number that several customers share across source systems names none of them for certain.
customers_by_number as (

    select
        records.source_record_id as erp_customer_number,
        min(records.customer_number) as customer_number,
        min(records.customer_number) <> max(records.customer_number) as is_ambiguous
    from intermediate.int_customer_records__numbered as records
    cross join config.finance
    where finance.customer_source is null
        or finance.customer_source = records.source_system
    group by records.source_record_id

)

select
    entries.source_system,
    entries.entry_id,
    entries.journal_id,
    entries.document_id,
    entries.account,
    entries.account_class,
    coalesce(fiscal_periods.period, fiscal_days.period, '(none)') as period,
    case when warehouse_places.has_legal_entities then coalesce(entries.legal_entity, '') else '' end as legal_entity,
    case when warehouse_places.has_business_units then coalesce(entries.business_unit, '') else '' end as business_unit,
    entries.currency,
    entries.erp_customer_number,
    -- 0 stands for a number that no customer has.
    case
        when entries.erp_customer_number is null or collective_customers.erp_customer_number is not null then null
        when customers_by_number.is_ambiguous then null
        else coalesce(customers_by_number.customer_number, 0)
    end as customer_number,
    entries.entry_text,
    cast(entries.amount as decimal(28,4)) as amount,
    entries.debit_amount,
    entries.credit_amount,
    entries.posting_date,
    entries.loaded_at
from entries
cross join warehouse_places
left join config.fiscal_periods
    on fiscal_periods.period = entries.given_period
left join config.fiscal_days
    on fiscal_days.fiscal_date = entries.posting_date
left join config.collective_customers
    on collective_customers.erp_customer_number = entries.erp_customer_number
left join customers_by_number
    on customers_by_number.erp_customer_number = entries.erp_customer_number
