-- audit: order_lines_have_a_record
-- holds: every line that names a record finds it among the records that are resolved
select
    order_lines.source_system,
    order_lines.source_record_id
from staging.stg_raw__order_lines as order_lines
left join intermediate.int_customer_records__collected as records
    on order_lines.source_system = records.source_system
    and order_lines.source_record_id = records.source_record_id
where order_lines.source_record_id is not null
    and records.record_number is null

-- audit: record_numbers_are_dense
-- holds: record numbers run from 0 to one less than the number of records
select count(*) as record_count
from intermediate.int_customer_records__collected
having count(*) > 0
    and (min(record_number) <> 0
        or max(record_number) <> count(*) - 1)
