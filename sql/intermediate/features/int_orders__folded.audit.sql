-- audit: orders_equal_the_lines
-- holds: Documents hold every line before the snapshot date, guests' too.

with

lines_counted as (

    select count(*) as line_count
    from staging.stg_raw__order_lines
    where ordered_date < :snapshot_date

),

orders_counted as (

    select coalesce(sum(line_count), 0) as line_count
    from intermediate.int_orders__folded

)

select
    lines_counted.line_count as staged_line_count,
    orders_counted.line_count as folded_line_count
from lines_counted
cross join orders_counted
where lines_counted.line_count <> orders_counted.line_count
