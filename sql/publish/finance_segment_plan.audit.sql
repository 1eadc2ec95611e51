-- audit: plans_name_segments_that_are_there
-- holds: Every plan is for a segment of its scheme; others are listed beside an actual amount of zero.
-- blocks: no

select
    scheme,
    segment_code,
    period
from publish.finance_segment_plan
where not is_known_segment
