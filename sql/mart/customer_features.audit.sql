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

-- audit: everyone_who_ordered_is_a_customer
-- holds: A customer with an order before the snapshot date is among the customers of that date.

select distinct customer_days.customer_id
from intermediate.int_customer_days__folded as customer_days
left join mart.customers
    on customer_days.customer_id = customers.customer_id
where customer_days.customer_id is not null
    and customers.customer_id is null

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

-- audit: counts_and_amounts_are_never_null
-- holds: Who never ordered has counts and amounts of zero, and no days.

select customer_id
from mart.customer_features
where order_count is null
    or credit_count is null
    or line_count is null
    or product_count is null
    or net_spend_amount is null
    or spend_365d_amount is null
    or (order_count = 0) <> (recency_days is null)
    or (order_count = 0) <> (average_order_amount is null)

-- audit: recency_is_within_tenure
-- holds: Nobody's last order is before the first, and none is on or after the snapshot date.

select customer_id
from mart.customer_features
where recency_days > tenure_days
    or recency_days < 1
    or last_ordered_date >= :snapshot_date

-- audit: windows_are_nested
-- holds: A longer window holds the orders of a shorter one.

select customer_id
from mart.customer_features
where order_count_30d > order_count_90d
    or order_count_90d > order_count_180d
    or order_count_180d > order_count_365d
    or order_count_365d > order_count

-- audit: feature_shares_are_shares
-- holds: Shares lie between 0 and 1.

select customer_id
from mart.customer_features
where weekend_share not between 0 and 1
    or weekday_share not between 0 and 1
    or top_category_share not between 0 and 1

-- audit: discounts_are_booked_above_zero
-- holds: The discount on what a customer ordered is not below zero, nor more than the whole price.
-- blocks: no

select customer_id
from mart.customer_features
where discount_share not between 0 and 1

-- audit: credits_are_booked_below_zero
-- holds: Credit notes lower what a customer spent.
-- blocks: no

select customer_id
from mart.customer_features
where credit_amount > 0
