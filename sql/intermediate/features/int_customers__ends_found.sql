-- int_customers__ends_found: the channel and business unit of each customer's first and last order.
-- grain:  one row per customer_id with at least one order
-- owner:  customer-analytics
-- reads:  intermediate.int_orders__folded

with

orders as (

    select
        customer_id,
        channel,
        business_unit,
        -- A day and an order id: ties on one day fall the same way every time.
        cast(ordered_date as string) || source_system || chr(31) || order_id as place
    from intermediate.int_orders__folded
    where customer_id is not null
        and document_type <> 'credit'

)

select
    customer_id,
    min_by(channel, place) as first_channel,
    max_by(channel, place) as last_channel,
    max_by(business_unit, place) as last_business_unit
from orders
group by customer_id
