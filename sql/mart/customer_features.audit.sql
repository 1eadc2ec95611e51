-- audit: customers_in_equal_customers_out
-- holds: Every customer has one row of features, and nobody else has.

select coalesce(customers.customer_id, customer_features.customer_id) as customer_id
from mart.customers
full outer join (
    select
        customer_id,
        count(*) as row_count
    from mart.customer_features
    group by customer_id
) as customer_features
    on customer_features.customer_id = customers.customer_id
where customers.customer_id is null
    or customer_features.row_count is distinct from 1

-- audit: spend_equals_the_days
-- holds: What customers spent is, to the cent, what their days add up to.

with

features_summed as (

    select sum(net_spend_amount) as amount
    from mart.customer_features

),

days_summed as (

    select sum(reporting_sale_amount + reporting_credit_amount) as amount
    from intermediate.int_customer_days__folded
    where customer_id is not null

)

select features_summed.amount
from features_summed
cross join days_summed
where coalesce(features_summed.amount, 0) <> coalesce(days_summed.amount, 0)

-- audit: recency_is_within_tenure
-- holds: Nobody's last order is before the first, and none is on or after the snapshot date.

select customer_id
from mart.customer_features
where recency_days > tenure_days
    or recency_days < 1

-- audit: windows_are_nested
-- holds: A longer window holds the orders of a shorter one.

select customer_id
from mart.customer_features
where order_count_30d > order_count_90d
    or order_count_90d > order_count_180d
    or order_count_180d > order_count_365d
    or order_count_365d > order_count
