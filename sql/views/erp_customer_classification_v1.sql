-- erp_customer_classification_v1: every customer's class per scheme, effective-dated, under each source system's own id.
-- grain:  one row per source_system, source_record_id, scheme and effective_from_date
-- owner:  erp-integration
-- reads:  publish.segment_membership, identity.customer_xref

select
    customer_xref.source_system,
    customer_xref.source_record_id,
    segment_membership.customer_id,
    segment_membership.scheme,
    segment_membership.segment_code as classification_code,
    segment_membership.valid_from_date as effective_from_date,
    case
        when segment_membership.valid_to_date < date '9999-12-31' then segment_membership.valid_to_date
    end as effective_to_date
from publish.segment_membership
inner join identity.customer_xref
    on customer_xref.customer_id = segment_membership.customer_id
where segment_membership.recorded_to_at = timestamp '9999-12-31 00:00:00'
