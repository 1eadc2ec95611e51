-- int_products__numbered: a small number for each product that was ever ordered, with its category in the latest
--         version of any source system. A product without a category, or that no source describes, is of
--         category unknown, number 0.
-- grain:  one row per product_id
-- owner:  customer-analytics
-- reads:  staging.stg_raw__order_lines, staging.stg_raw__products
-- tags:   features

with

ordered_products as (

    select distinct product_id
    from staging.stg_raw__order_lines
    where product_id is not null

),

product_versions as (

    select
        product_id,
        category,
        product_line,
        brand,
        row_number() over (
            partition by product_id
            order by
                loaded_at desc nulls last,
                source_system,
                source_file desc nulls last,
                source_row desc nulls last
        ) as version_number
    from staging.stg_raw__products

),

products_described as (

    select
        ordered_products.product_id,
        nullif(product_versions.category, 'unknown') as category,
        product_versions.product_line,
        product_versions.brand
    from ordered_products
    left join product_versions
        on ordered_products.product_id = product_versions.product_id
        and product_versions.version_number = 1

),

products_numbered as (

    select
        product_id,
        coalesce(category, 'unknown') as category,
        product_line,
        brand,
        cast(row_number() over (order by product_id) as int) as product_number,
        case
            when category is null then 0
            else cast(dense_rank() over (order by category nulls last) as int)
        end as category_number
    from products_described

)

select * from products_numbered
