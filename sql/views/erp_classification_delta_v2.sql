-- erp_classification_delta_v2: what the ERP must still be told for it to have the classes of the live publication, with the number of rows.
-- grain:  one row per category, source_system and source_record_id
-- owner:  erp-integration
-- reads:  publish.erp_classification_delta

select
    category,
    sequence_number,
    change_type,
    source_system,
    source_record_id,
    customer_id,
    old_code,
    new_code,
    effective_date,
    rejection_reason,
    count(*) over (partition by category) as delta_row_count
from publish.erp_classification_delta
