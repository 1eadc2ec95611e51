-- documents_compared: the numbers for which warehouse and ledger are not plainly the same: another amount, another place, one side
--         only. Numbers that agree in everything are not kept, and they are nearly all.
-- grain:  one row per document_id, currency and account_class of the warehouse, or per document_id of the ledger alone
-- owner:  finance
-- reads:  finance.documents, finance.ruled_entries, config.finance

with

documents as (

    -- Without a ledger there is nothing to compare with.
    select documents.*
    from finance.documents
    cross join config.finance
    where finance.is_tied

),

entries_by_number as (

    select
        document_id,
        count(*) as entry_count,
        sum(amount) as amount,
        min(period) as first_period,
        max(period) as last_period,
        min(legal_entity) as first_legal_entity,
        max(legal_entity) as last_legal_entity,
        min(business_unit) as first_business_unit,
        max(business_unit) as last_business_unit,
        min(currency) as first_currency,
        max(currency) as last_currency,
        min(account_class) as first_account_class,
        max(account_class) as last_account_class,
        min(customer_number) as first_customer_number,
        max(customer_number) as last_customer_number
    from finance.ruled_entries
    where rule is null
        and document_id is not null
        and is_tied
    group by document_id

),

sides as (

    select
        coalesce(documents.document_id, entries_by_number.document_id) as document_id,
        documents.currency,
        documents.account_class,
        case
            when documents.document_id is null then 'ledger_only'
            when entries_by_number.document_id is null then 'warehouse_only'
            when documents.amount = entries_by_number.amount
                or abs(documents.amount - entries_by_number.amount) <= entries_by_number.entry_count * 0.005
                then 'same_amount'
            else 'other_amount'
        end as amounts,
        documents.period = entries_by_number.first_period
            and documents.period = entries_by_number.last_period
            and documents.legal_entity = entries_by_number.first_legal_entity
            and documents.legal_entity = entries_by_number.last_legal_entity
            and documents.business_unit = entries_by_number.first_business_unit
            and documents.business_unit = entries_by_number.last_business_unit
            and documents.currency = entries_by_number.first_currency
            and documents.currency = entries_by_number.last_currency
            and documents.account_class = entries_by_number.first_account_class
            and documents.account_class = entries_by_number.last_account_class as is_same_place,
        documents.customer_number is null
            or entries_by_number.first_customer_number is null
            or (documents.customer_number = entries_by_number.first_customer_number
                and documents.customer_number = entries_by_number.last_customer_number) as is_same_customer,
        documents.amount = entries_by_number.amount as is_equal,
        cast(entries_by_number.amount - documents.amount as decimal(28,4)) as difference
    from documents
    full outer join entries_by_number
        on entries_by_number.document_id = documents.document_id

)

select
    document_id,
    currency,
    account_class,
    amounts,
    difference,
    coalesce(amounts = 'same_amount' and is_same_place and is_same_customer, false) as is_rounding
from sides
where not coalesce(is_equal and is_same_place and is_same_customer, false)
