-- audit: orders_are_unique
-- holds: A document of a customer has one row per currency.

select
    source_system,
    order_id
from intermediate.int_orders__folded
group by
    customer_number,
    source_system,
    order_id,
    document_type,
    currency
having count(*) > 1

-- audit: orders_have_one_currency
-- holds: The lines of a document are in one currency; one in two currencies counts as two orders.
-- blocks: no

select
    source_system,
    order_id
from intermediate.int_orders__folded
group by
    customer_number,
    source_system,
    order_id,
    document_type
having count(*) > 1
