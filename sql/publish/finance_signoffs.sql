-- finance_signoffs: who signed which period, and when that ended, as the ledger had it when the night was built.
-- grain:  one row per period, legal_entity, revision, role and kind
-- owner:  finance
-- reads:  config.finance_signoffs
-- tags:   current

select
    period,
    legal_entity,
    revision,
    role,
    kind,
    actor,
    recorded_by,
    signed_at,
    evidence_hash,
    signed_run_id,
    signed_snapshot_date,
    posted_file,
    posted_file_sha256,
    reason
from config.finance_signoffs
