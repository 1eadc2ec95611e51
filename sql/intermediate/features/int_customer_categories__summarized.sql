-- int_customer_categories__summarized: each customer's products and categories, and the category bought most.
-- grain:  one row per customer_number with an order or a credit note
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_categories__folded, intermediate.int_products__numbered
-- as:     view
-- tags:   features

with

customer_categories as (

    select * from intermediate.int_customer_categories__folded

),

categories as (

    select distinct
        category_number,
        category
    from intermediate.int_products__numbered

),

categories_placed as (

    select
        customer_categories.customer_number,
        customer_categories.category_number,
        customer_categories.product_count,
        customer_categories.net_amount,
        coalesce(categories.category, 'unknown') <> 'unknown' as is_known,
        -- Amounts differ by 0.0001 or not at all, and less than that is left
        -- for the name: of equal amounts, the first by name is placed highest.
        customer_categories.net_amount
            - customer_categories.category_number
            * cast(0.0000000001 as decimal(11,10)) as place
    from customer_categories
    left join categories
        on customer_categories.category_number = categories.category_number

),

categories_summarized_to_customer as (

    select
        customer_number,
        cast(sum(product_count) as bigint) as product_count,
        count(*) filter (
            where is_known and product_count > 0
        ) as category_count,
        max_by(category_number, place) filter (
            where is_known and net_amount > 0
        ) as top_category_number,
        max(net_amount) filter (
            where is_known and net_amount > 0
        ) as top_category_amount,
        sum(net_amount) filter (where net_amount > 0) as positive_amount
    from categories_placed
    group by customer_number

),

names_returned as (

    select
        customers.*,
        categories.category as top_category
    from categories_summarized_to_customer as customers
    left join categories
        on customers.top_category_number = categories.category_number

)

select * from names_returned
