-- finance_break_deeds: what people did about breaks, as the ledger had it when the night was built.
-- grain:  one row per deed_id
-- owner:  finance
-- reads:  config.finance_break_deeds
-- tags:   current

select
    deed_id,
    break_id,
    done_at,
    actor,
    deed,
    owner,
    due_date,
    reason
from config.finance_break_deeds
