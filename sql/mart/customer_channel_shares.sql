-- customer_channel_shares: how each customer's purchases divide over channels, without credits.
-- grain:  one row per customer_id and channel; orders without a channel are '(none)'
-- owner:  customer-analytics
-- reads:  intermediate.int_orders__folded

with

orders_summarized as (

    select
        customer_id,
        coalesce(channel, '(none)') as channel,
        count(*) as order_count,
        cast(sum(reporting_amount) as decimal(18,4)) as sale_amount
    from intermediate.int_orders__folded
    where customer_id is not null
        and document_type <> 'credit'
    group by
        customer_id,
        coalesce(channel, '(none)')

)

select
    customer_id,
    channel,
    order_count,
    sale_amount,
    seg_divide(sale_amount, sum(sale_amount) over (partition by customer_id)) as sale_share
from orders_summarized
