-- customer_features: what was known about how each customer buys, as of the snapshot date.
-- grain:  one row per customer_id
-- owner:  customer-analytics
-- reads:  mart.customers, intermediate.int_customers__orders_summarized, intermediate.int_customers__intervals_measured,
--         intermediate.int_customers__ends_found, mart.customer_category_shares
-- params: snapshot_date

-- Each feature is declared where it is made: "-- unit | null rule | what it says" above its column is the feature
-- catalogue. Orders are sale documents; a credit note is not a purchase. Amounts are in the reporting currency.

with

categories_summarized as (

    select
        customer_id,
        cast(sum(product_count) as bigint) as product_count,
        cast(count(*) as bigint) as category_count,
        -- The largest amount; among equals the first by name.
        min(category) filter (where amount_rank = 1) as top_category,
        max(sale_share) filter (where amount_rank = 1) as top_category_share
    from (
        select
            customer_id,
            category,
            product_count,
            sale_share,
            row_number() over (
                partition by customer_id
                order by sale_amount desc, category
            ) as amount_rank
        from mart.customer_category_shares
    ) as categories_ranked
    group by customer_id

)

select
    customers.customer_id,
    -- days | null when never ordered | From the last order to the snapshot date.
    seg_days_between(orders.last_ordered_date, :snapshot_date) as recency_days,
    -- days | null when never ordered | From the first order to the snapshot date.
    seg_days_between(orders.first_ordered_date, :snapshot_date) as tenure_days,
    -- days | null when never ordered | From the first order to the last.
    seg_days_between(orders.first_ordered_date, orders.last_ordered_date) as repeat_span_days,
    -- orders | never null | Orders placed, the first included.
    coalesce(orders.order_count, 0) as order_count,
    -- orders | never null | Orders placed after the first.
    greatest(coalesce(orders.order_count, 0) - 1, 0) as repeat_order_count,
    -- documents | never null | Credit notes received.
    coalesce(orders.credit_count, 0) as credit_count,
    -- lines | never null | Lines on orders and credit notes.
    coalesce(orders.line_count, 0) as line_count,
    -- currency | never null | Amount of all orders, before credit notes.
    coalesce(orders.sale_amount, 0) as sale_amount,
    -- currency | never null | Amount of all credit notes, as booked: below zero.
    coalesce(orders.credit_amount, 0) as credit_amount,
    -- currency | never null | Orders less credit notes.
    cast(coalesce(orders.sale_amount + orders.credit_amount, 0) as decimal(18,4)) as net_spend_amount,
    -- currency | null when no cost is known | Net spend less the cost of what was sold and returned.
    cast(orders.sale_amount + orders.credit_amount - orders.cost_amount as decimal(18,4)) as margin_amount,
    -- currency | null when never ordered | Mean amount of an order.
    seg_divide(orders.sale_amount, orders.order_count) as average_order_amount,
    -- currency | never null | Net spend in the 30 days before the snapshot date.
    coalesce(orders.spend_30d_amount, 0) as spend_30d_amount,
    -- currency | never null | Net spend in the 90 days before the snapshot date.
    coalesce(orders.spend_90d_amount, 0) as spend_90d_amount,
    -- currency | never null | Net spend in the 180 days before the snapshot date.
    coalesce(orders.spend_180d_amount, 0) as spend_180d_amount,
    -- currency | never null | Net spend in the 365 days before the snapshot date.
    coalesce(orders.spend_365d_amount, 0) as spend_365d_amount,
    -- orders | never null | Orders in the 30 days before the snapshot date.
    coalesce(orders.order_count_30d, 0) as order_count_30d,
    -- orders | never null | Orders in the 90 days before the snapshot date.
    coalesce(orders.order_count_90d, 0) as order_count_90d,
    -- orders | never null | Orders in the 180 days before the snapshot date.
    coalesce(orders.order_count_180d, 0) as order_count_180d,
    -- orders | never null | Orders in the 365 days before the snapshot date.
    coalesce(orders.order_count_365d, 0) as order_count_365d,
    -- ratio | null when nothing was spent in the 90 days before the last 90 | Net spend of the last 90 days over that of the 90 before.
    seg_divide(coalesce(orders.spend_90d_amount, 0), orders.spend_90d_before_amount) as spend_trend_ratio,
    -- ratio | null when nothing was ordered in the 90 days before the last 90 | Orders of the last 90 days over those of the 90 before.
    seg_divide(
        coalesce(orders.order_count_90d, 0),
        coalesce(orders.order_count_180d, 0) - coalesce(orders.order_count_90d, 0)
    ) as order_trend_ratio,
    -- days | null with fewer than two days of purchase | Mean of the days between purchases.
    intervals.interval_mean_days,
    -- days | null with fewer than three days of purchase | Sample standard deviation of the days between purchases.
    intervals.interval_sd_days,
    -- days | null with fewer than two days of purchase | Days between the last two purchases.
    intervals.last_gap_days,
    -- products | never null | Different products bought.
    coalesce(categories.product_count, 0) as product_count,
    -- categories | never null | Different categories bought.
    coalesce(categories.category_count, 0) as category_count,
    -- text | null when no product is known | Category with the largest amount.
    categories.top_category,
    -- share | null when no product is known | Share of purchases in that category.
    categories.top_category_share,
    -- share | null when nothing was bought | Discounts over what would have been paid without them.
    seg_divide(orders.discount_amount, orders.sale_amount + orders.discount_amount) as discount_share,
    -- share | null when nothing was bought | Credit notes over orders, by amount.
    seg_divide(0 - orders.credit_amount, orders.sale_amount) as return_rate,
    -- share | null when never ordered | Share of orders placed on a Saturday or Sunday.
    seg_divide(coalesce(orders.weekend_order_count, 0), orders.order_count) as weekend_share,
    -- share | null when never ordered | Share of orders placed from Monday to Friday.
    seg_divide(orders.order_count - coalesce(orders.weekend_order_count, 0), orders.order_count) as weekday_share,
    -- currencies | never null | Different currencies of documents.
    coalesce(orders.currency_count, 0) as currency_count,
    -- text | null when never ordered or not known | Channel of the first order.
    ends.first_channel,
    -- text | null when never ordered or not known | Channel of the last order.
    ends.last_channel,
    -- text | null when never ordered or not known | Business unit of the last order.
    ends.last_business_unit,
    -- text | null when not known | Country of the customer.
    customers.country,
    -- date | null when never ordered | Day of the first order.
    orders.first_ordered_date,
    -- date | null when never ordered | Day of the last order.
    orders.last_ordered_date
from mart.customers
left join intermediate.int_customers__orders_summarized as orders
    on orders.customer_id = customers.customer_id
left join intermediate.int_customers__intervals_measured as intervals
    on intervals.customer_id = customers.customer_id
left join intermediate.int_customers__ends_found as ends
    on ends.customer_id = customers.customer_id
left join categories_summarized as categories
    on categories.customer_id = customers.customer_id
