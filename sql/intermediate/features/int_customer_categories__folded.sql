-- int_customer_categories__folded: what each customer bought of each category, and how many different products.
--         Number 0 is the unknown category, of lines without a product too.
-- grain:  one row per customer_number, category_number
-- owner:  customer-analytics
-- reads:  intermediate.int_order_lines__known, intermediate.int_products__numbered
-- tags:   features

with

order_lines as (

    select
        customer_number,
        product_id,
        document_type,
        reporting_amount
    from intermediate.int_order_lines__known
    where customer_number is not null

),

products as (

    select * from intermediate.int_products__numbered

),

lines_categorized as (

    select
        order_lines.customer_number,
        products.product_number,
        coalesce(products.category_number, 0) as category_number,
        order_lines.document_type = 'sale' as is_sale,
        order_lines.reporting_amount
    from order_lines
    left join products
        on order_lines.product_id = products.product_id

),

lines_folded_to_product as (

    select
        customer_number,
        product_number,
        category_number,
        bool_or(is_sale) as was_bought,
        sum(reporting_amount) as net_amount
    from lines_categorized
    group by
        customer_number,
        product_number,
        category_number

),

products_folded_to_category as (

    select
        customer_number,
        category_number,
        -- A product that is only on credit notes was bought before our time.
        count(product_number) filter (where was_bought) as product_count,
        cast(sum(net_amount) as decimal(18,4)) as net_amount
    from lines_folded_to_product
    group by
        customer_number,
        category_number

)

select * from products_folded_to_category
