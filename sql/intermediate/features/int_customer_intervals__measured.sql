-- int_customer_intervals__measured: the days between one day with orders and the next, per customer, as whole numbers:
--         mean and deviation follow from them exactly, in whatever order rows are read.
-- grain:  one row per customer_number with orders on two days or more
-- owner:  customer-analytics
-- reads:  intermediate.int_orders__folded
-- as:     view
-- tags:   features

with

order_days as (

    select
        customer_number,
        ordered_date
    from intermediate.int_orders__folded
    where document_type = 'sale'
        and customer_number is not null

),

gaps_measured as (

    -- A second order on one day follows the first after no days.
    select
        customer_number,
        ordered_date,
        seg_days_between(
            lag(ordered_date) over (
                partition by customer_number
                order by ordered_date
            ),
            ordered_date
        ) as gap_days
    from order_days

),

gaps_summarized_to_customer as (

    select
        customer_number,
        count(*) as interval_count,
        cast(sum(gap_days) as bigint) as interval_days,
        cast(sum(gap_days * gap_days) as bigint) as squared_interval_days,
        -- Only one order of a day has a gap, so the last day decides alone.
        max_by(gap_days, ordered_date) as last_gap_days
    from gaps_measured
    where gap_days > 0
    group by customer_number

)

select * from gaps_summarized_to_customer
