-- int_customers__intervals_measured: the rhythm of each customer's purchases, from day to day of sale.
-- grain:  one row per customer_id with at least one day of sale
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_days__folded

with

sale_days as (

    select distinct
        customer_id,
        ordered_date
    from intermediate.int_customer_days__folded
    where customer_id is not null
        and order_count > 0

),

gaps_measured as (

    select
        customer_id,
        ordered_date,
        seg_days_between(
            lag(ordered_date) over (partition by customer_id order by ordered_date),
            ordered_date
        ) as gap_days
    from sale_days

),

gaps_summarized as (

    -- Whole numbers: their sums are exact, whatever the order of addition.
    select
        customer_id,
        count(gap_days) as gap_count,
        cast(sum(gap_days) as bigint) as gap_sum,
        cast(sum(gap_days * gap_days) as bigint) as gap_square_sum,
        max_by(gap_days, ordered_date) as last_gap_days
    from gaps_measured
    group by customer_id

)

select
    customer_id,
    seg_divide(gap_sum, gap_count) as interval_mean_days,
    case when gap_count > 1 then
        sqrt(seg_divide(gap_count * gap_square_sum - gap_sum * gap_sum, gap_count * (gap_count - 1)))
    end as interval_sd_days,
    last_gap_days
from gaps_summarized
