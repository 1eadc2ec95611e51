-- dim_customer: every customer known before the snapshot date, without names or contact data.
-- grain:  one row per customer_id
-- owner:  customer-analytics
-- reads:  mart.customers
-- tags:   current

select
    customer_id,
    party_type,
    legal_entity,
    parent_customer_id,
    city,
    region,
    country,
    industry,
    employee_band,
    first_source_system,
    record_count,
    source_system_count,
    created_date,
    known_from_date
from mart.customers
