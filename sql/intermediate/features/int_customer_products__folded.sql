-- int_customer_products__folded: what each customer bought of each product before the snapshot date, without credits.
-- grain:  one row per record of a customer, product_id and currency
-- owner:  customer-analytics
-- reads:  staging.stg_raw__order_lines, identity.customer_xref
-- params: snapshot_date

with

order_lines as (

    select
        source_system,
        source_record_id,
        product_id,
        currency,
        line_amount
    from staging.stg_raw__order_lines
    -- Strictly before: an order placed on the snapshot date is not yet known.
    where ordered_date < :snapshot_date
        and document_type <> 'credit'
        and source_record_id is not null
        and product_id is not null

),

lines_folded_to_records as (

    select
        source_system,
        source_record_id,
        product_id,
        currency,
        sum(line_amount) as amount
    from order_lines
    group by
        source_system,
        source_record_id,
        product_id,
        currency

)

select
    customer_xref.customer_id,
    records.product_id,
    records.currency,
    cast(records.amount as decimal(18,4)) as amount
from lines_folded_to_records as records
inner join identity.customer_xref
    on customer_xref.source_system = records.source_system
    and customer_xref.source_record_id = records.source_record_id
