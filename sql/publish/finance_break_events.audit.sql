-- audit: break_events_take_turns
-- holds: A break opens first, and after that is cleared and returns in turns.

with

events_numbered as (

    select
        break_id,
        event,
        row_number() over (
            partition by break_id
            order by event_date
        ) as place
    from publish.finance_break_events

)

select break_id
from events_numbered
where (place = 1) <> (event = 'opened')
    or (place > 1 and (place - 2 * floor(place / 2) = 0) <> (event = 'cleared'))
