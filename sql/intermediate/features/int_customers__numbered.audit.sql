-- audit: customer_numbers_are_unique
-- holds: A customer has one number, and a number one customer.

select customer_number
from intermediate.int_customers__numbered
group by customer_number
having count(*) > 1

union all

select max(customer_number)
from intermediate.int_customers__numbered
group by customer_id
having count(*) > 1
