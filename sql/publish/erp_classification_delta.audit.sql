-- audit: erp_deltas_change_something
-- holds: Each row of a delta leads from one code to another, once per customer number, and says by which kind of change.

select source_record_id
from publish.erp_classification_delta
group by
    category,
    source_system,
    source_record_id
having count(*) > 1
    or max(case
        when change_type = 'add' and old_code is null and new_code is not null then 0
        when change_type = 'change' and old_code <> new_code then 0
        when change_type = 'end' and old_code is not null and new_code is null then 0
        else 1
    end) = 1
