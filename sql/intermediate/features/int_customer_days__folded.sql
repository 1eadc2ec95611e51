-- int_customer_days__folded: what each customer ordered and returned on each day, in each currency. Documents without a
--         customer have a null customer_id, so that the days add up to every line before the snapshot date.
-- grain:  one row per customer_id, ordered_date, currency
-- owner:  customer-analytics
-- reads:  intermediate.int_orders__folded, intermediate.int_customers__numbered
-- as:     view
-- tags:   features

with

orders as (

    select * from intermediate.int_orders__folded

),

customers as (

    select * from intermediate.int_customers__numbered

),

orders_folded_to_day as (

    select
        customer_number,
        currency,
        count(*) filter (where document_type = 'sale') as order_count,
        count(*) filter (where document_type = 'credit') as credit_count,
        sum(line_count) filter (
            where document_type = 'sale'
        ) as sale_line_count,
        sum(line_count) filter (
            where document_type = 'credit'
        ) as credit_line_count,
        sum(order_amount) filter (where document_type = 'sale') as sale_amount,
        sum(order_amount) filter (
            where document_type = 'credit'
        ) as credit_amount,
        sum(reporting_amount) filter (
            where document_type = 'sale'
        ) as reporting_sale_amount,
        sum(reporting_amount) filter (
            where document_type = 'credit'
        ) as reporting_credit_amount,
        ordered_date
    from orders
    group by
        customer_number,
        ordered_date,
        currency

),

days_identified as (

    select
        customers.customer_id,
        days.currency,
        cast(days.order_count as bigint) as order_count,
        cast(days.credit_count as bigint) as credit_count,
        cast(coalesce(days.sale_line_count, 0) as bigint) as sale_line_count,
        cast(
            coalesce(days.credit_line_count, 0) as bigint
        ) as credit_line_count,
        cast(coalesce(days.sale_amount, 0) as decimal(18,4)) as sale_amount,
        cast(coalesce(days.credit_amount, 0) as decimal(18,4)) as credit_amount,
        cast(
            coalesce(days.reporting_sale_amount, 0) as decimal(18,4)
        ) as reporting_sale_amount,
        cast(
            coalesce(days.reporting_credit_amount, 0) as decimal(18,4)
        ) as reporting_credit_amount,
        days.ordered_date
    from orders_folded_to_day as days
    left join customers
        on days.customer_number = customers.customer_number

)

select * from days_identified
