-- int_order_lines__identified: the order lines known on the snapshot date, with customer and product.
--         For features of the company's own and for looking; the built-in features are folded from fewer columns.
-- grain:  one row per source_system, order_id, line_number known before the snapshot date
-- owner:  customer-analytics
-- reads:  intermediate.int_order_lines__known, intermediate.int_products__numbered
-- as:     view
-- tags:   features

with

order_lines as (

    select * from intermediate.int_order_lines__known

),

products as (

    select * from intermediate.int_products__numbered

),

lines_described as (

    select
        order_lines.*,
        products.category,
        products.product_line,
        products.brand
    from order_lines
    left join products
        on order_lines.product_id = products.product_id

)

select * from lines_described
