-- customer_category_shares: what each customer spent net on each category, and its share of the customer's whole.
--         Lines whose product or category nobody describes are of category unknown: amounts add up to net spend.
-- grain:  one row per customer_id, category
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_categories__folded, intermediate.int_products__numbered,
--         intermediate.int_customers__numbered
-- as:     view
-- tags:   features

with

categories as (

    select distinct
        category_number,
        category
    from intermediate.int_products__numbered

),

amounts_named as (

    select
        customer_categories.customer_number,
        coalesce(categories.category, 'unknown') as category,
        sum(customer_categories.product_count) as product_count,
        sum(customer_categories.net_amount) as net_amount
    from intermediate.int_customer_categories__folded as customer_categories
    left join categories
        on customer_categories.category_number = categories.category_number
    group by
        customer_categories.customer_number,
        coalesce(categories.category, 'unknown')

),

amounts_totalled as (

    -- What was returned more than bought takes no share.
    select
        customer_number,
        sum(net_amount) as positive_amount
    from amounts_named
    where net_amount > 0
    group by customer_number

),

shares_measured as (

    select
        customers.customer_id,
        amounts_named.category,
        cast(amounts_named.product_count as bigint) as product_count,
        cast(amounts_named.net_amount as decimal(18,4)) as net_amount,
        -- Null where the customer has no category above zero.
        seg_divide(
            greatest(amounts_named.net_amount, 0),
            amounts_totalled.positive_amount
        ) as share
    from amounts_named
    inner join intermediate.int_customers__numbered as customers
        on amounts_named.customer_number = customers.customer_number
    left join amounts_totalled
        on amounts_named.customer_number = amounts_totalled.customer_number

)

select * from shares_measured
