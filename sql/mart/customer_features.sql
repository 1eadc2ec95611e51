-- customer_features: what was known about each customer's buying on the snapshot date, one column per feature.
--         The comment above a column is its entry in the feature catalog: type | unit | when it is null | what it says.
--         Orders are sale documents; a credit note is not a purchase, so days and counts leave it out. Spend is net of
--         credit notes, in the reporting currency. A window of N days is [snapshot date - N, snapshot date).
-- grain:  one row per customer_id
-- owner:  customer-analytics
-- reads:  mart.customers, intermediate.int_customers__numbered, intermediate.int_customer_orders__summarized,
--         intermediate.int_customer_orders__ends_found, intermediate.int_customer_intervals__measured,
--         intermediate.int_customer_categories__summarized, intermediate.int_customer_currencies__counted
-- params: snapshot_date
-- tags:   features

with

customers as (

    select
        customers.customer_id,
        customers.country,
        customers_numbered.customer_number
    from mart.customers
    left join intermediate.int_customers__numbered as customers_numbered
        on customers.customer_id = customers_numbered.customer_id

),

customers_with_orders as (

    select
        customers.customer_id,
        customers.country,
        orders.*,
        ends.first_channel,
        ends.last_channel,
        ends.last_business_unit,
        intervals.interval_count,
        intervals.interval_days,
        intervals.squared_interval_days,
        intervals.last_gap_days,
        categories.product_count,
        categories.category_count,
        categories.top_category,
        categories.top_category_amount,
        categories.positive_amount,
        currencies.currency_count
    from customers
    left join intermediate.int_customer_orders__summarized as orders
        on customers.customer_number = orders.customer_number
    left join intermediate.int_customer_orders__ends_found as ends
        on customers.customer_number = ends.customer_number
    left join intermediate.int_customer_intervals__measured as intervals
        on customers.customer_number = intervals.customer_number
    left join intermediate.int_customer_categories__summarized as categories
        on customers.customer_number = categories.customer_number
    left join intermediate.int_customer_currencies__counted as currencies
        on customers.customer_number = currencies.customer_number

),

amounts_filled as (

    select
        *,
        cast(coalesce(sale_amount, 0) as decimal(18,4)) as sales,
        cast(coalesce(credit_amount, 0) as decimal(18,4)) as credits,
        -- [-180, -90): what a window of 180 days has and one of 90 days has not.
        spend_180d_amount - coalesce(spend_90d_amount, 0) as earlier_amount
    from customers_with_orders

),

features as (

    select
        -- string | id | never null | The customer, as identity resolution knows
        -- it.
        customer_id,
        -- date | date | null when never ordered | Day of the first order.
        first_ordered_date,
        -- date | date | null when never ordered | Day of the last order.
        last_ordered_date,
        -- bigint | days | null when never ordered | Days from the last order to
        -- the snapshot date.
        seg_days_between(last_ordered_date, :snapshot_date) as recency_days,
        -- bigint | days | null when never ordered | Days from the first order
        -- to the snapshot date.
        seg_days_between(first_ordered_date, :snapshot_date) as tenure_days,
        -- bigint | days | null when never ordered | Days from the first order
        -- to the last.
        seg_days_between(
            first_ordered_date, last_ordered_date
        ) as repeat_span_days,
        -- bigint | orders | never null | Orders, the first included.
        coalesce(order_count, 0) as order_count,
        -- bigint | credit notes | never null | Credit notes.
        coalesce(credit_count, 0) as credit_count,
        -- bigint | orders | never null | Orders after the first.
        greatest(coalesce(order_count, 0) - 1, 0) as repeat_order_count,
        -- bigint | lines | never null | Lines of orders and of credit notes.
        coalesce(line_count, 0) as line_count,
        -- decimal(18,4) | currency | never null | Amount of all orders.
        sales as sale_amount,
        -- decimal(18,4) | currency | never null | Amount of all credit notes as
        -- booked: negative.
        credits as credit_amount,
        -- decimal(18,4) | currency | never null | Orders less credit notes.
        cast(sales + credits as decimal(18,4)) as net_spend_amount,
        -- decimal(18,4) | currency | null when no line has a known cost |
        -- Amount less cost, over the lines whose cost is known, credit notes
        -- included.
        cast(margin_amount as decimal(18,4)) as margin_amount,
        -- decimal(18,4) | currency | null when never ordered | Amount of an
        -- order on average, before credit notes, halves rounded up.
        seg_average(sales, order_count) as average_order_amount,
        -- decimal(18,4) | currency | never null | Net spend in the 30 days
        -- before the snapshot date.
        cast(
            coalesce(spend_30d_amount, 0) as decimal(18,4)
        ) as spend_30d_amount,
        -- decimal(18,4) | currency | never null | Net spend in the 90 days
        -- before the snapshot date.
        cast(
            coalesce(spend_90d_amount, 0) as decimal(18,4)
        ) as spend_90d_amount,
        -- decimal(18,4) | currency | never null | Net spend in the 180 days
        -- before the snapshot date.
        cast(
            coalesce(spend_180d_amount, 0) as decimal(18,4)
        ) as spend_180d_amount,
        -- decimal(18,4) | currency | never null | Net spend in the 365 days
        -- before the snapshot date.
        cast(
            coalesce(spend_365d_amount, 0) as decimal(18,4)
        ) as spend_365d_amount,
        -- bigint | orders | never null | Orders in the 30 days before the
        -- snapshot date.
        coalesce(order_count_30d, 0) as order_count_30d,
        -- bigint | orders | never null | Orders in the 90 days before the
        -- snapshot date.
        coalesce(order_count_90d, 0) as order_count_90d,
        -- bigint | orders | never null | Orders in the 180 days before the
        -- snapshot date.
        coalesce(order_count_180d, 0) as order_count_180d,
        -- bigint | orders | never null | Orders in the 365 days before the
        -- snapshot date.
        coalesce(order_count_365d, 0) as order_count_365d,
        -- double | ratio | null when no net spend above zero in the earlier 90
        -- days | Net spend of the last 90 days over that of the 90 days before.
        case
            when earlier_amount > 0
                then seg_divide(coalesce(spend_90d_amount, 0), earlier_amount)
        end as spend_trend_ratio,
        -- double | ratio | null when no orders in the earlier 90 days | Orders
        -- of the last 90 days over those of the 90 days before.
        seg_divide(
            order_count_90d, order_count_180d - order_count_90d
        ) as order_trend_ratio,
        -- double | days | null when ordered on fewer than two days | Days from
        -- one day with orders to the next, on average.
        seg_divide(interval_days, interval_count) as interval_mean_days,
        -- double | days | null when ordered on fewer than three days | Sample
        -- standard deviation of the days between days with orders.
        sqrt(
            seg_divide(
                interval_count * squared_interval_days
                    - interval_days * interval_days,
                interval_count * (interval_count - 1)
            )
        ) as interval_sd_days,
        -- bigint | days | null when ordered on fewer than two days | Days
        -- between the last two days with orders.
        last_gap_days,
        -- bigint | products | never null | Different products ordered.
        coalesce(product_count, 0) as product_count,
        -- bigint | categories | never null | Different known categories ordered
        -- from.
        coalesce(category_count, 0) as category_count,
        -- string | name | null when no known category has net spend above zero
        -- | The known category with the most net spend; of equals, the first by
        -- name.
        top_category,
        -- double | share | null when no known category has net spend above zero
        -- | Share of the top category in the net spend of all categories that
        -- have more than zero, the unknown one included.
        seg_divide(top_category_amount, positive_amount) as top_category_share,
        -- double | share | null when ordered for nothing | Discount over what
        -- orders would have cost without it.
        case
            when sales + discount_amount > 0
                then seg_divide(discount_amount, sales + discount_amount)
            when sales > 0 then cast(0 as double)
        end as discount_share,
        -- double | ratio | null when ordered for nothing | Amount of credit
        -- notes over amount of orders.
        case when sales > 0 then seg_divide(-credits, sales) end as return_rate,
        -- double | share | null when never ordered | Share of orders that were
        -- placed on a Saturday or Sunday.
        seg_divide(weekend_order_count, order_count) as weekend_share,
        -- double | share | null when never ordered | Share of orders that were
        -- placed from Monday to Friday.
        seg_divide(
            order_count - weekend_order_count, order_count
        ) as weekday_share,
        -- string | name | null when no order tells a channel | Channel of the
        -- first order; of several on that day, the first by name.
        first_channel,
        -- string | name | null when no order tells a channel | Channel of the
        -- last order; of several on that day, the first by name.
        last_channel,
        -- string | name | null when no order tells a business unit | Business
        -- unit of the last order; of several on that day, the first by name.
        last_business_unit,
        -- string | name | null when not told by any record | Country of the
        -- customer.
        country,
        -- bigint | currencies | never null | Different currencies of orders and
        -- credit notes.
        coalesce(currency_count, 0) as currency_count
    from amounts_filled

)

select * from features
