-- stg_raw__consents: every consent that was granted, with when it ends and when it was withdrawn.
-- grain:  one row per source_system, source_file, source_row
-- owner:  data-protection
-- reads:  raw.consents
-- as:     view
-- tags:   staging

select
    source_system,
    source_record_id,
    purpose,
    lawful_basis,
    granted_at,
    expires_at,
    withdrawn_at,
    loaded_at,
    load_id,
    source_file,
    source_row
from raw.consents
