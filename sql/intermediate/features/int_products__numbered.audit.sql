-- audit: ordered_products_are_unique
-- holds: A product that was ordered has one number and one category, whichever source systems describe it.

select product_id
from intermediate.int_products__numbered
group by product_id
having count(*) > 1
