-- audit: movement_leads_from_opening_to_closing
-- holds: Opening and all that changed it come to the closing amount, for every segment, to the last digit.

select
    scheme,
    segment_code,
    period
from publish.finance_segment_movement
group by
    scheme,
    segment_code,
    period
having sum(case when line = 'closing' then -net_revenue_amount else net_revenue_amount end) <> 0
    or sum(case when line = 'closing' then -booked_margin_amount else booked_margin_amount end) <> 0

-- audit: moving_changes_no_total
-- holds: What moves into segments is what moves out of segments.

select
    scheme,
    period
from publish.finance_segment_movement
where line in ('moved_in', 'moved_out')
group by
    scheme,
    period
having sum(net_revenue_amount) <> 0
    or sum(booked_margin_amount) <> 0

-- audit: movement_closes_on_the_segment_result
-- holds: The closing amount of every segment is its net revenue by the segments at the end of the period.

with

closings as (

    select
        scheme,
        segment_code,
        period,
        net_revenue_amount
    from publish.finance_segment_movement
    where line = 'closing'

),

results as (

    select
        scheme,
        segment_code,
        period,
        sum(gross_amount + discount_amount + return_amount) as net_revenue_amount
    from finance.segment_results
    where basis = 'period_end'
    group by
        scheme,
        segment_code,
        period

)

select
    closings.scheme,
    closings.segment_code,
    closings.period
from closings
left join results
    on results.scheme = closings.scheme
    and results.segment_code = closings.segment_code
    and results.period = closings.period
where closings.net_revenue_amount <> coalesce(results.net_revenue_amount, 0)
