-- stg_raw__products: the newest version of every product.
-- grain:  one row per source_system and product_id
-- owner:  data-engineering
-- reads:  raw.products

with

products as (

    select products.*
    from raw.products

),

versions_ranked as (

    select
        products.*,
        row_number() over (
            partition by source_system, product_id
            order by loaded_at desc, load_id desc, source_file desc, source_row desc
        ) as version_rank
    from products

)

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
from versions_ranked
where version_rank = 1
