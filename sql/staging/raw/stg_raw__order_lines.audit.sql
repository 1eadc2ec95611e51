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
