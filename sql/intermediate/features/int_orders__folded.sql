-- int_orders__folded: every document known before the snapshot date, with its customer and its totals.
-- grain:  one row per source_system, order_id, document_type, source_record_id and currency
-- owner:  customer-analytics
-- reads:  staging.stg_raw__order_lines, identity.customer_xref, config.exchange_rates
-- params: snapshot_date

-- A document has one day: the first of its lines. It is converted into the reporting currency as a whole.

with

order_lines as (

    select
        source_system,
        order_id,
        document_type,
        source_record_id,
        currency,
        channel,
        business_unit,
        line_amount,
        discount_amount,
        cost_amount,
        ordered_date
    from staging.stg_raw__order_lines
    -- Strictly before: an order placed on the snapshot date is not yet known.
    where ordered_date < :snapshot_date

),

lines_folded_to_documents as (

    select
        source_system,
        order_id,
        document_type,
        source_record_id,
        currency,
        -- One value per document; where lines differ, the first by name, so that it is the same every time.
        min(channel) as channel,
        min(business_unit) as business_unit,
        count(*) as line_count,
        sum(line_amount) as amount,
        sum(discount_amount) as discount_amount,
        sum(cost_amount) as cost_amount,
        min(ordered_date) as ordered_date
    from order_lines
    group by
        source_system,
        order_id,
        document_type,
        source_record_id,
        currency

)

select
    customer_xref.customer_id,
    documents.source_system,
    documents.order_id,
    documents.document_type,
    documents.source_record_id,
    documents.currency,
    documents.channel,
    documents.business_unit,
    documents.line_count,
    cast(documents.amount as decimal(18,4)) as amount,
    cast(documents.amount * exchange_rates.rate as decimal(18,4)) as reporting_amount,
    cast(documents.discount_amount * exchange_rates.rate as decimal(18,4)) as reporting_discount_amount,
    cast(documents.cost_amount * exchange_rates.rate as decimal(18,4)) as reporting_cost_amount,
    documents.ordered_date
from lines_folded_to_documents as documents
left join config.exchange_rates
    on exchange_rates.currency = documents.currency
left join identity.customer_xref
    on customer_xref.source_system = documents.source_system
    and customer_xref.source_record_id = documents.source_record_id
