-- int_customers__numbered: a small number for each customer. Folds over order lines group by it instead of by text,
--         which takes half the memory; it means nothing outside this run.
-- grain:  one row per customer_id
-- owner:  customer-analytics
-- reads:  identity.customer_xref
-- tags:   features

with

customers as (

    select distinct customer_id
    from identity.customer_xref

),

customers_numbered as (

    select
        customer_id,
        cast(row_number() over (order by customer_id) as int) as customer_number
    from customers

)

select * from customers_numbered
