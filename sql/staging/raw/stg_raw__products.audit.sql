-- audit: products_are_unique
-- holds: A source system has one current version of a product.

select
    source_system,
    product_id
from staging.stg_raw__products
group by
    source_system,
    product_id
having count(*) > 1
