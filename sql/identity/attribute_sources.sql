-- attribute_sources: from which record each attribute of a customer of several records comes.
-- grain:  one row per customer_id, attribute with a value
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_attributes__survived
-- as:     view
-- tags:   identity

select
    customer_id,
    attribute,
    source_system,
    source_record_id
from intermediate.int_customer_attributes__survived
