-- audit: customer_categories_are_unique
-- holds: A customer has one row per category.

select
    customer_number,
    category_number
from intermediate.int_customer_categories__folded
group by
    customer_number,
    category_number
having count(*) > 1
