-- customer_channel_shares: what each customer spent net in each channel, and its share of the customer's whole.
--         Documents that tell no channel are of channel unknown, so that amounts add up to net spend.
-- grain:  one row per customer_id, channel
-- owner:  customer-analytics
-- reads:  intermediate.int_orders__folded, intermediate.int_customers__numbered
-- as:     view
-- tags:   features

with

amounts_folded_to_channel as (

    select
        customer_number,
        coalesce(channel, 'unknown') as channel,
        count(*) filter (where document_type = 'sale') as order_count,
        sum(reporting_amount) as net_amount
    from intermediate.int_orders__folded
    where customer_number is not null
    group by
        customer_number,
        coalesce(channel, 'unknown')

),

amounts_totalled as (

    -- What was returned more than bought takes no share.
    select
        customer_number,
        sum(net_amount) as positive_amount
    from amounts_folded_to_channel
    where net_amount > 0
    group by customer_number

),

shares_measured as (

    select
        customers.customer_id,
        amounts_folded_to_channel.channel,
        amounts_folded_to_channel.order_count,
        cast(
            amounts_folded_to_channel.net_amount as decimal(18,4)
        ) as net_amount,
        -- Null where the customer has no channel above zero.
        seg_divide(
            greatest(amounts_folded_to_channel.net_amount, 0),
            amounts_totalled.positive_amount
        ) as share
    from amounts_folded_to_channel
    inner join intermediate.int_customers__numbered as customers
        on amounts_folded_to_channel.customer_number
            = customers.customer_number
    left join amounts_totalled
        on amounts_folded_to_channel.customer_number
            = amounts_totalled.customer_number

)

select * from shares_measured
