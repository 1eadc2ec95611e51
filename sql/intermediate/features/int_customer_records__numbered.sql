-- int_customer_records__numbered: each source record with the customer it belongs to and that customer's number.
-- grain:  one row per source_system, source_record_id
-- owner:  customer-analytics
-- reads:  identity.customer_xref, intermediate.int_customers__numbered
-- tags:   features

select
    customer_xref.source_system,
    customer_xref.source_record_id,
    customer_xref.customer_id,
    customers.customer_number
from identity.customer_xref
inner join intermediate.int_customers__numbered as customers
    on customer_xref.customer_id = customers.customer_id
