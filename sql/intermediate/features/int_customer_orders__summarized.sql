-- int_customer_orders__summarized: each customer's orders and credit notes, counted and added up, in all and in windows.
-- grain:  one row per customer_number with an order or a credit note
-- owner:  customer-analytics
-- reads:  intermediate.int_orders__folded
-- as:     view
-- params: snapshot_date
-- tags:   features

with

orders as (

    -- Nothing is joined here: over a plain scan the engine knows how large
    -- amounts can be, and adds them up in half the memory.
    select
        *,
        document_type = 'sale' as is_sale,
        document_type = 'credit' as is_credit
    from intermediate.int_orders__folded
    where customer_number is not null

),

orders_summarized_to_customer as (

    select
        customer_number,
        count(*) filter (where is_sale) as order_count,
        count(*) filter (where is_credit) as credit_count,
        cast(sum(line_count) as bigint) as line_count,
        count(*) filter (
            where is_sale and seg_weekday(ordered_date) >= 6
        ) as weekend_order_count,
        count(*) filter (
            where is_sale and ordered_date >= date_add(:snapshot_date, -30)
        ) as order_count_30d,
        count(*) filter (
            where is_sale and ordered_date >= date_add(:snapshot_date, -90)
        ) as order_count_90d,
        count(*) filter (
            where is_sale and ordered_date >= date_add(:snapshot_date, -180)
        ) as order_count_180d,
        count(*) filter (
            where is_sale and ordered_date >= date_add(:snapshot_date, -365)
        ) as order_count_365d,
        sum(reporting_amount) filter (where is_sale) as sale_amount,
        sum(reporting_amount) filter (where is_credit) as credit_amount,
        sum(reporting_discount_amount) filter (
            where is_sale
        ) as discount_amount,
        sum(reporting_margin_amount) as margin_amount,
        sum(reporting_amount) filter (
            where ordered_date >= date_add(:snapshot_date, -30)
        ) as spend_30d_amount,
        sum(reporting_amount) filter (
            where ordered_date >= date_add(:snapshot_date, -90)
        ) as spend_90d_amount,
        sum(reporting_amount) filter (
            where ordered_date >= date_add(:snapshot_date, -180)
        ) as spend_180d_amount,
        sum(reporting_amount) filter (
            where ordered_date >= date_add(:snapshot_date, -365)
        ) as spend_365d_amount,
        min(ordered_date) filter (where is_sale) as first_ordered_date,
        max(ordered_date) filter (where is_sale) as last_ordered_date
    from orders
    group by customer_number

)

select * from orders_summarized_to_customer
