-- int_order_lines__known: the order lines known on the snapshot date, each with the customer who ordered.
-- grain:  one row per source_system, order_id, line_number known before the snapshot date
-- owner:  customer-analytics
-- reads:  staging.stg_raw__order_lines, intermediate.int_customer_records__numbered
-- as:     view
-- params: snapshot_date
-- tags:   features

with

order_lines as (

    select *
    from staging.stg_raw__order_lines
    -- Strictly before: a line ordered on the snapshot date is not yet known.
    -- No other transform filters lines by date; this line is the one that
    -- keeps tomorrow out of today's features.
    where ordered_date < :snapshot_date

),

customer_records as (

    select * from intermediate.int_customer_records__numbered

),

lines_with_customer as (

    select
        customer_records.customer_id,
        customer_records.customer_number,
        order_lines.*
    from order_lines
    -- A guest's line has no record, and so no customer; it stays for the totals.
    left join customer_records
        on order_lines.source_system = customer_records.source_system
        and order_lines.source_record_id = customer_records.source_record_id

)

select * from lines_with_customer
