-- audit: memberships_do_not_overlap
-- holds: What is believed now puts a customer into one segment of a scheme on any day.

with

memberships_ordered as (

    select
        scheme,
        customer_id,
        valid_from_date,
        lag(valid_to_date) over (
            partition by scheme, customer_id
            order by valid_from_date
        ) as previous_valid_to_date
    from publish.segment_membership
    where recorded_to_at = timestamp '9999-12-31 00:00:00'

)

select customer_id
from memberships_ordered
where previous_valid_to_date > valid_from_date

-- audit: memberships_have_a_duration
-- holds: Every membership is valid for at least a day and was recorded before it was ended.

select customer_id
from publish.segment_membership
where valid_from_date >= valid_to_date
    or recorded_from_at > recorded_to_at

-- audit: memberships_agree_with_tags
-- holds: On the snapshot date, what is believed is what was tagged tonight.

select coalesce(segment_membership.customer_id, segment_assignments.customer_id) as customer_id
from scores.segment_assignments
full outer join (
    select
        segment_membership.scheme,
        segment_membership.customer_id,
        segment_membership.segment_code
    from publish.segment_membership
    inner join config.schemes
        on schemes.scheme = segment_membership.scheme
    where segment_membership.recorded_to_at = timestamp '9999-12-31 00:00:00'
        and segment_membership.valid_from_date <= :snapshot_date
        and segment_membership.valid_to_date > :snapshot_date
) as segment_membership
    on segment_membership.scheme = segment_assignments.scheme
    and segment_membership.customer_id = segment_assignments.customer_id
where segment_membership.segment_code is distinct from segment_assignments.segment_code

-- audit: membership_history_is_kept
-- holds: No membership that was ever recorded has disappeared.

select segment_membership_before.customer_id
from previous.segment_membership as segment_membership_before
left join publish.segment_membership
    on segment_membership.scheme = segment_membership_before.scheme
    and segment_membership.customer_id = segment_membership_before.customer_id
    and segment_membership.segment_code = segment_membership_before.segment_code
    and segment_membership.valid_from_date = segment_membership_before.valid_from_date
    and segment_membership.valid_to_date = segment_membership_before.valid_to_date
    and segment_membership.recorded_from_at = segment_membership_before.recorded_from_at
where segment_membership.customer_id is null
