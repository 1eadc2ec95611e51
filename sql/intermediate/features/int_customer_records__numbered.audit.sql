-- audit: lines_multiply_with_no_record
-- holds: A source record belongs to one customer, so that no line is counted twice.

select
    source_system,
    source_record_id
from intermediate.int_customer_records__numbered
group by
    source_system,
    source_record_id
having count(*) > 1

-- audit: lines_with_a_record_have_a_customer
-- holds: Only guests' lines are without a customer.

select
    source_system,
    source_record_id
from intermediate.int_order_lines__known
where source_record_id is not null
    and customer_number is null
group by
    source_system,
    source_record_id
