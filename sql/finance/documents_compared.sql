-- documents_compared: the numbers for which warehouse and ledger are not plainly the same: another amount, another place, one side
--         only. Numbers that agree in everything are not kept, and they are nearly all. With what later steps ask of the documents, so
--         that none of them reads all documents again.
-- grain:  one row per document_id, currency and account_class of the warehouse, or per document_id of the ledger alone
-- owner:  finance
-- reads:  finance.documents, finance.ruled_entries, config.finance

with

-- Named once only, and read anew below: kept between, ten million entries cost more than reading them again.
entries as (

    select
        document_id,
        amount,
        period,
        legal_entity,
        business_unit,
        currency,
        account_class,
        customer_number
    from finance.ruled_entries
    where rule is null
        and document_id is not null
        and is_tied

),

-- One document and one entry that agree in everything: nearly all numbers are so, and those are not folded. A number of several
-- documents is never among them, since its documents differ in currency or class.
numbers_to_compare as (

    select coalesce(documents.document_id, entries.document_id) as document_id
    from finance.documents
    full outer join entries
        on entries.document_id = documents.document_id
    cross join config.finance
    -- Without a ledger there is nothing to compare with.
    where finance.is_tied
        and not coalesce(
            documents.amount = entries.amount
                and documents.period = entries.period
                and documents.legal_entity = entries.legal_entity
                and documents.business_unit = entries.business_unit
                and documents.currency = entries.currency
                and documents.account_class = entries.account_class
                and coalesce(documents.customer_number = entries.customer_number, true),
            false
        )

    union

    -- Of several entries that each agree with the document nothing is told above: it is posted twice.
    select document_id
    from finance.ruled_entries
    where rule is null
        and document_id is not null
        and is_tied
    group by document_id
    having count(*) > 1

),

documents_to_compare as (

    select
        document_id,
        amount,
        tax_amount,
        period,
        legal_entity,
        business_unit,
        currency,
        account_class,
        customer_number,
        document_date
    from finance.documents
    where document_id in (select document_id from numbers_to_compare)

),

entries_to_compare as (

    select
        document_id,
        amount,
        period,
        legal_entity,
        business_unit,
        currency,
        account_class,
        customer_number
    from finance.ruled_entries
    where rule is null
        and is_tied
        and document_id in (select document_id from numbers_to_compare)

),

sides as (

    select
        coalesce(documents_to_compare.document_id, entries_to_compare.document_id) as document_id,
        documents_to_compare.currency,
        documents_to_compare.account_class,
        documents_to_compare.amount as document_amount,
        min(documents_to_compare.tax_amount) as tax_amount,
        min(documents_to_compare.period) as period,
        min(documents_to_compare.legal_entity) as legal_entity,
        min(documents_to_compare.business_unit) as business_unit,
        min(documents_to_compare.customer_number) as customer_number,
        min(documents_to_compare.document_date) as document_date,
        sum(entries_to_compare.amount) as entries_amount,
        count(entries_to_compare.document_id) as entry_count,
        bool_and(
            documents_to_compare.period = entries_to_compare.period
            and documents_to_compare.legal_entity = entries_to_compare.legal_entity
            and documents_to_compare.business_unit = entries_to_compare.business_unit
            and documents_to_compare.currency = entries_to_compare.currency
            and documents_to_compare.account_class = entries_to_compare.account_class
        ) as is_same_place,
        -- Entries and documents without a customer contradict nobody.
        coalesce(bool_and(documents_to_compare.customer_number = entries_to_compare.customer_number), true) as is_same_customer
    from documents_to_compare
    full outer join entries_to_compare
        on entries_to_compare.document_id = documents_to_compare.document_id
    group by
        coalesce(documents_to_compare.document_id, entries_to_compare.document_id),
        documents_to_compare.currency,
        documents_to_compare.account_class,
        documents_to_compare.amount

),

sides_compared as (

    select
        document_id,
        currency,
        account_class,
        case
            when currency is null then 'ledger_only'
            when entry_count = 0 then 'warehouse_only'
            when abs(document_amount - entries_amount) <= entry_count * 0.005 then 'same_amount'
            else 'other_amount'
        end as amounts,
        cast(entries_amount - document_amount as decimal(28,4)) as difference,
        document_amount,
        tax_amount,
        period,
        legal_entity,
        business_unit,
        customer_number,
        document_date,
        is_same_place and is_same_customer as is_in_place
    from sides

),

sides_judged as (

    -- Of a number of several documents all are kept, or one that agrees would be missing where the others are explained.
    select
        *,
        max(case when coalesce(difference = 0 and is_in_place, false) then 0 else 1 end) over (partition by document_id) = 1 as is_kept
    from sides_compared

)

select
    document_id,
    currency,
    account_class,
    period,
    legal_entity,
    business_unit,
    customer_number,
    document_date,
    document_amount as amount,
    tax_amount,
    amounts,
    difference,
    coalesce(amounts = 'same_amount' and is_in_place and difference <> 0, false) as is_rounding
from sides_judged
where is_kept
