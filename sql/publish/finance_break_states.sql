-- finance_break_states: with whom every break is, told from what the nights saw and people did.
-- grain:  one row per break_id
-- owner:  finance
-- reads:  config.finance_break_states, publish.finance_breaks
-- params: snapshot_date
-- tags:   current

select
    finance_break_states.break_id,
    finance_break_states.break_status,
    finance_break_states.owner,
    finance_break_states.due_date,
    coalesce(finance_breaks.is_open, false)
        and finance_break_states.break_status <> 'Closed'
        and coalesce(finance_break_states.due_date < :snapshot_date, false) as is_overdue,
    finance_break_states.submitted_by,
    finance_break_states.reason,
    finance_break_states.changed_at
from config.finance_break_states
left join publish.finance_breaks
    on finance_breaks.break_id = finance_break_states.break_id
