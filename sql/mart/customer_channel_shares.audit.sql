-- audit: channel_shares_are_unique
-- holds: A customer has one row per channel.

select
    customer_id,
    channel
from mart.customer_channel_shares
group by
    customer_id,
    channel
having count(*) > 1

-- audit: channel_shares_sum_to_one
-- holds: The shares of a customer lie between 0 and 1 and sum to one, unless no channel is above zero.

select customer_id
from mart.customer_channel_shares
group by customer_id
having abs(sum(share) - 1) > 0.000001
    or min(share) < 0

-- audit: channel_amounts_equal_net_spend
-- holds: A customer's channels add up, to the cent, to the customer's net spend.

with

channels_summed as (

    select
        customer_id,
        sum(net_amount) as net_amount
    from mart.customer_channel_shares
    group by customer_id

)

select customer_features.customer_id
from mart.customer_features
left join channels_summed
    on customer_features.customer_id = channels_summed.customer_id
where customer_features.net_spend_amount
    <> coalesce(channels_summed.net_amount, 0)
