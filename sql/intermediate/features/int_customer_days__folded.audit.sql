-- audit: customer_days_are_unique
-- holds: A customer has one row per day and currency.

select
    customer_id,
    ordered_date,
    currency
from intermediate.int_customer_days__folded
group by
    customer_id,
    ordered_date,
    currency
having count(*) > 1

-- audit: customer_days_are_before_the_snapshot
-- holds: No day on or after the snapshot date is known.

select ordered_date
from intermediate.int_customer_days__folded
where ordered_date >= :snapshot_date

-- audit: customer_days_equal_the_lines
-- holds: Per currency, the days hold every line before the snapshot date, guests' too, and their amount to the cent.

with

lines_summed as (

    select
        currency,
        count(*) as line_count,
        sum(line_amount) as amount,
        sum(reporting_amount) as reporting_amount
    from staging.stg_raw__order_lines
    where ordered_date < :snapshot_date
    group by currency

),

days_summed as (

    select
        currency,
        sum(sale_line_count + credit_line_count) as line_count,
        sum(sale_amount + credit_amount) as amount,
        sum(reporting_sale_amount + reporting_credit_amount) as reporting_amount
    from intermediate.int_customer_days__folded
    group by currency

)

select coalesce(lines_summed.currency, days_summed.currency) as currency
from lines_summed
full outer join days_summed
    on lines_summed.currency = days_summed.currency
where lines_summed.line_count is distinct from days_summed.line_count
    or lines_summed.amount is distinct from days_summed.amount
    or lines_summed.reporting_amount
        is distinct from days_summed.reporting_amount
