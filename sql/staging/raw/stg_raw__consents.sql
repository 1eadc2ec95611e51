-- stg_raw__consents: every consent event.
-- grain:  one row per consent event
-- owner:  data-protection
-- reads:  raw.consents
-- as:     view

select
    source_system,
    source_record_id,
    purpose,
    lawful_basis,
    granted_at,
    expires_at,
    withdrawn_at
from raw.consents
