-- finance_break_events: what the nights saw of every break: opened, cleared by itself, returned.
-- grain:  one row per break_id and event_date
-- owner:  finance
-- reads:  finance.break_findings, previous.finance_break_events
-- params: snapshot_date, run_id
-- tags:   current

with

events_before as (

    select finance_break_events.*
    from previous.finance_break_events
    where event_date <> :snapshot_date

),

last_events as (

    select
        break_id,
        max_by(event, event_date) as event
    from events_before
    where event_date < :snapshot_date
    group by break_id

),

events_tonight as (

    select
        coalesce(break_findings.break_id, last_events.break_id) as break_id,
        :snapshot_date as event_date,
        case
            when break_findings.break_id is null then 'cleared'
            when last_events.break_id is null then 'opened'
            else 'returned'
        end as event,
        break_findings.amount,
        :run_id as run_id
    from finance.break_findings
    full outer join last_events
        on last_events.break_id = break_findings.break_id
    where (break_findings.break_id is null and last_events.event <> 'cleared')
        or (break_findings.break_id is not null and coalesce(last_events.event, 'cleared') = 'cleared')

)

select * from events_tonight
union all
select * from events_before
