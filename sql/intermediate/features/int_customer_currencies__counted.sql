-- int_customer_currencies__counted: in how many currencies each customer has bought or been credited.
-- grain:  one row per customer_number with an order or a credit note
-- owner:  customer-analytics
-- reads:  intermediate.int_orders__folded
-- as:     view
-- tags:   features

with

currencies_used as (

    -- Two small steps instead of count(distinct), which is several times slower.
    select
        customer_number,
        currency
    from intermediate.int_orders__folded
    where customer_number is not null
    group by
        customer_number,
        currency

),

currencies_counted as (

    select
        customer_number,
        count(currency) as currency_count
    from currencies_used
    group by customer_number

)

select * from currencies_counted
