-- customer_xref: which customer each record of each source system belongs to.
-- grain:  one row per source_system, source_record_id
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__resolved
-- as:     view
-- tags:   identity

select
    source_system,
    source_record_id,
    customer_id
from intermediate.int_customer_records__resolved
