-- audit: consents_end_after_they_begin
-- holds: No consent expires or is withdrawn before it was granted.
-- blocks: no

select source_record_id
from staging.stg_raw__consents
where expires_at < granted_at
    or withdrawn_at < granted_at
