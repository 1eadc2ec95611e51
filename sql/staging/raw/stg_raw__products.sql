-- stg_raw__products: each source system's products, in their latest version.
-- grain:  one row per source_system, product_id
-- owner:  customer-analytics
-- reads:  raw.products
-- as:     view
-- tags:   staging

with

product_versions as (

    select
        *,
        row_number() over (
            partition by
                source_system,
                product_id
            order by
                loaded_at desc nulls last,
                source_file desc nulls last,
                source_row desc nulls last
        ) as version_number
    from raw.products

),

latest_versions as (

    select
        source_system,
        product_id,
        product_name,
        product_line,
        category,
        brand,
        list_price,
        unit_cost,
        loaded_at,
        load_id,
        source_file,
        source_row
    from product_versions
    where version_number = 1

)

select * from latest_versions
