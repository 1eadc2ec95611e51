-- audit: customer_records_are_unique
-- holds: A source system has one current version of a customer record.

select
    source_system,
    source_record_id
from staging.stg_raw__customers
group by
    source_system,
    source_record_id
having count(*) > 1

-- audit: customer_records_are_created_before_they_change
-- holds: No record was updated before it was created.
-- blocks: no

select
    source_system,
    source_record_id
from staging.stg_raw__customers
where updated_at < created_at
