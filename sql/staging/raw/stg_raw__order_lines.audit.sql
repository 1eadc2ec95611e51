-- audit: every_currency_has_a_rate
-- holds: Every order line can be expressed in the reporting currency.

select
    source_system,
    currency
from staging.stg_raw__order_lines
where reporting_amount is null
group by
    source_system,
    currency

-- audit: staged_lines_equal_raw_lines
-- holds: Every raw order line is staged once.

with

raw_counted as (

    select count(*) as line_count
    from raw.order_lines

),

staged_counted as (

    select count(*) as line_count
    from staging.stg_raw__order_lines

)

select
    raw_counted.line_count as raw_line_count,
    staged_counted.line_count as staged_line_count
from raw_counted
cross join staged_counted
where raw_counted.line_count <> staged_counted.line_count

-- audit: credits_are_not_sales
-- holds: A line of a credit note is not above zero.
-- blocks: no

select order_id
from staging.stg_raw__order_lines
where document_type = 'credit'
    and line_amount > 0

-- audit: documents_have_one_customer_and_currency
-- holds: A document of which the newest load brought a line names one customer record and one currency.
-- blocks: no
-- Each night looks at what is new, so the cost follows the night's rows; every
-- document is looked at when its first and when its last line arrives.

with

newest_load as (

    select max(loaded_at) as loaded_at
    from staging.stg_raw__order_lines

),

new_documents as (

    select distinct
        order_lines.source_system,
        order_lines.order_id,
        order_lines.document_type
    from staging.stg_raw__order_lines as order_lines
    inner join newest_load
        on order_lines.loaded_at = newest_load.loaded_at

)

select
    order_lines.source_system,
    order_lines.order_id,
    order_lines.document_type
from staging.stg_raw__order_lines as order_lines
inner join new_documents
    on order_lines.source_system = new_documents.source_system
    and order_lines.order_id = new_documents.order_id
    and order_lines.document_type = new_documents.document_type
group by
    order_lines.source_system,
    order_lines.order_id,
    order_lines.document_type
having min(order_lines.currency) < max(order_lines.currency)
    -- A document with and without a customer names two as well.
    or min(coalesce(order_lines.source_record_id, ''))
        < max(coalesce(order_lines.source_record_id, ''))
