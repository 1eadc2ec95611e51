-- entries_paired: entries without a document number, each with the document of the same customer and amount that the ledger lacks.
--         Where several fit, the first by date goes with the first by date; no document and no entry is used twice.
-- grain:  one row per source_system, entry_id
-- owner:  finance
-- reads:  finance.ruled_entries, finance.documents_compared, config.finance

with

entries_numbered as (

    select
        source_system,
        entry_id,
        customer_number,
        currency,
        amount,
        posting_date,
        row_number() over (
            partition by customer_number, currency, amount
            order by posting_date, source_system, entry_id
        ) as place
    from finance.ruled_entries
    where rule is null
        and document_id is null
        and customer_number > 0
        and is_tied

),

documents_numbered as (

    select
        document_id,
        customer_number,
        currency,
        cast(round(amount, 2) as decimal(28,4)) as amount,
        document_date,
        row_number() over (
            partition by customer_number, currency, round(amount, 2)
            order by document_date, document_id
        ) as place
    from finance.documents_compared
    where amounts = 'warehouse_only'
        and customer_number is not null

)

select
    entries_numbered.source_system,
    entries_numbered.entry_id,
    documents_numbered.document_id
from entries_numbered
inner join documents_numbered
    on documents_numbered.customer_number = entries_numbered.customer_number
    and documents_numbered.currency = entries_numbered.currency
    and documents_numbered.amount = entries_numbered.amount
    and documents_numbered.place = entries_numbered.place
cross join config.finance
where abs(seg_days_between(documents_numbered.document_date, entries_numbered.posting_date)) <= finance.match_days
