-- audit: category_shares_are_unique
-- holds: A customer has one row per category.

select
    customer_id,
    category
from mart.customer_category_shares
group by
    customer_id,
    category
having count(*) > 1

-- audit: category_shares_sum_to_one
-- holds: The shares of a customer sum to one, unless the purchases sum to nothing.

select customer_id
from mart.customer_category_shares
group by customer_id
having abs(sum(sale_share) - 1) > 0.000001
