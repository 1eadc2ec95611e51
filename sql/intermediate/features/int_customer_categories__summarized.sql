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

    -- Nothing is joined before adding up: over a plain scan the engine knows how
    -- large amounts can be, and adds them up in half the memory.
    select
        customer_number,
        category_number,
        product_count,
        net_amount,
        category_number > 0 as is_known,
        -- Amounts differ by 0.0001 or not at all, and less than that is left
        -- for the name: of equal amounts, the first by name is placed highest.
        net_amount
            - category_number * cast(0.0000000001 as decimal(11,10)) as place
    from customer_categories

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
