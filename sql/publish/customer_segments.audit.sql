-- audit: customer_segments_are_unique
-- holds: A customer has one segment per scheme.

select
    customer_id,
    scheme
from publish.customer_segments
group by
    customer_id,
    scheme
having count(*) > 1

-- audit: every_customer_is_tagged
-- holds: Every scheme that was scored tags every customer, and nobody else.

with

schemes_scored as (

    select distinct scheme
    from config.schemes

),

tags_expected as (

    select
        customers.customer_id,
        schemes_scored.scheme
    from mart.customers
    cross join schemes_scored

)

select
    tags_expected.customer_id,
    segment_assignments.customer_id as tagged_customer_id
from tags_expected
full outer join scores.segment_assignments
    on segment_assignments.customer_id = tags_expected.customer_id
    and segment_assignments.scheme = tags_expected.scheme
where tags_expected.customer_id is null
    or segment_assignments.customer_id is null

-- audit: segments_are_defined
-- holds: Every tag names a segment that its scheme defines.

select segment_assignments.customer_id
from scores.segment_assignments
left join config.segments
    on segments.scheme = segment_assignments.scheme
    and segments.segment_code = segment_assignments.segment_code
where segments.segment_code is null

-- audit: every_scheme_scores_somebody
-- holds: Every scheme gives at least one customer a segment of its own.
-- blocks: no

select schemes.scheme
from config.schemes
left join scores.segment_assignments
    on segment_assignments.scheme = schemes.scheme
    and segment_assignments.state = 'scored'
group by schemes.scheme
having count(segment_assignments.customer_id) = 0
