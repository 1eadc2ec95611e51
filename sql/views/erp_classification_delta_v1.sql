-- erp_classification_delta_v1: the classes that changed with the newest snapshot, with the number of changes to check against.
-- grain:  one row per customer_id and scheme that changed
-- owner:  erp-integration
-- reads:  publish.segment_membership, publish.dim_scheme

with

memberships as (

    select
        segment_membership.scheme,
        segment_membership.customer_id,
        segment_membership.segment_code,
        segment_membership.valid_from_date,
        segment_membership.valid_to_date,
        dim_scheme.snapshot_date
    from publish.segment_membership
    inner join publish.dim_scheme
        on dim_scheme.scheme = segment_membership.scheme
    where segment_membership.recorded_to_at = timestamp '9999-12-31 00:00:00'

),

memberships_begun as (

    select
        scheme,
        customer_id,
        segment_code,
        snapshot_date
    from memberships
    where valid_from_date = snapshot_date

),

memberships_ended as (

    select
        scheme,
        customer_id,
        segment_code,
        snapshot_date
    from memberships
    where valid_to_date = snapshot_date

),

changes as (

    select
        coalesce(memberships_begun.scheme, memberships_ended.scheme) as scheme,
        coalesce(memberships_begun.customer_id, memberships_ended.customer_id) as customer_id,
        coalesce(memberships_begun.snapshot_date, memberships_ended.snapshot_date) as effective_date,
        case
            when memberships_ended.customer_id is null then 'add'
            when memberships_begun.customer_id is null then 'remove'
            else 'change'
        end as change_type,
        memberships_ended.segment_code as old_classification_code,
        memberships_begun.segment_code as new_classification_code
    from memberships_begun
    full outer join memberships_ended
        on memberships_ended.scheme = memberships_begun.scheme
        and memberships_ended.customer_id = memberships_begun.customer_id

)

select
    changes.*,
    count(*) over (partition by scheme) as delta_row_count
from changes
