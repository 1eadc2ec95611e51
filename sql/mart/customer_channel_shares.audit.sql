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
-- holds: The shares of a customer sum to one, unless the purchases sum to nothing.

select customer_id
from mart.customer_channel_shares
group by customer_id
having abs(sum(sale_share) - 1) > 0.000001
