-- audit: categories_have_bought_products
-- holds: A customer has at least one product in a category that has an amount, unless it was only credited.
-- blocks: no

select
    customer_number,
    category_number
from intermediate.int_customer_categories__folded
where category_number > 0
    and net_amount > 0
    and product_count = 0
