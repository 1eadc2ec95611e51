-- int_customers__orders_summarized: each customer's order history, as it was known on the snapshot date.
-- grain:  one row per customer_id with at least one document
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_days__folded
-- params: snapshot_date

with

customer_days as (

    select
        customer_id,
        currency,
        order_count,
        credit_count,
        sale_line_count + credit_line_count as line_count,
        reporting_sale_amount,
        reporting_credit_amount,
        reporting_sale_amount + reporting_credit_amount as net_amount,
        discount_amount,
        cost_amount,
        seg_weekday(ordered_date) >= 6 as is_weekend,
        seg_days_between(ordered_date, :snapshot_date) as days_ago,
        case when order_count > 0 then ordered_date end as sale_date
    from intermediate.int_customer_days__folded
    where customer_id is not null

)

select
    customer_id,
    cast(sum(order_count) as bigint) as order_count,
    cast(sum(credit_count) as bigint) as credit_count,
    cast(sum(line_count) as bigint) as line_count,
    cast(sum(order_count) filter (where is_weekend) as bigint) as weekend_order_count,
    cast(sum(order_count) filter (where days_ago <= 30) as bigint) as order_count_30d,
    cast(sum(order_count) filter (where days_ago <= 90) as bigint) as order_count_90d,
    cast(sum(order_count) filter (where days_ago <= 180) as bigint) as order_count_180d,
    cast(sum(order_count) filter (where days_ago <= 365) as bigint) as order_count_365d,
    count(distinct currency) as currency_count,
    cast(sum(reporting_sale_amount) as decimal(18,4)) as sale_amount,
    cast(sum(reporting_credit_amount) as decimal(18,4)) as credit_amount,
    cast(sum(discount_amount) as decimal(18,4)) as discount_amount,
    cast(sum(cost_amount) as decimal(18,4)) as cost_amount,
    cast(sum(net_amount) filter (where days_ago <= 30) as decimal(18,4)) as spend_30d_amount,
    cast(sum(net_amount) filter (where days_ago <= 90) as decimal(18,4)) as spend_90d_amount,
    cast(sum(net_amount) filter (where days_ago > 90 and days_ago <= 180) as decimal(18,4)) as spend_90d_before_amount,
    cast(sum(net_amount) filter (where days_ago <= 180) as decimal(18,4)) as spend_180d_amount,
    cast(sum(net_amount) filter (where days_ago <= 365) as decimal(18,4)) as spend_365d_amount,
    min(sale_date) as first_ordered_date,
    max(sale_date) as last_ordered_date
from customer_days
group by customer_id
