-- segment_membership: which segment a customer was in on which days, and when we believed it.
-- grain:  one row per scheme, customer_id, valid_from_date and recorded_from_at
-- owner:  segmentation
-- reads:  scores.segment_assignments, config.schemes, config.carried_schemes, previous.dim_snapshot,
--         previous.segment_membership
-- params: snapshot_date, run_id, started_at

-- Valid time: [valid_from_date, valid_to_date), in days between snapshots; 9999-12-31 is "until further notice".
-- Recorded time: [recorded_from_at, recorded_to_at). Nothing is rewritten: what is no longer believed gets its end.

with

tags as (

    select
        scheme,
        customer_id,
        segment_code
    from scores.segment_assignments

),

memberships as (

    select
        scheme,
        customer_id,
        segment_code,
        valid_from_date,
        valid_to_date,
        recorded_from_at,
        recorded_to_at,
        run_id
    from previous.segment_membership

),

memberships_believed as (

    select *
    from memberships
    where recorded_to_at = timestamp '9999-12-31 00:00:00'

),

schemes_scored as (

    -- Tonight's tags hold until the next snapshot that is already published, if an old night is run again.
    select
        schemes.scheme,
        coalesce(min(dim_snapshot.snapshot_date), date '9999-12-31') as next_snapshot_date
    from config.schemes
    left join previous.dim_snapshot
        on dim_snapshot.scheme = schemes.scheme
        and dim_snapshot.snapshot_date > :snapshot_date
    group by schemes.scheme

),

schemes_dropped as (

    -- A scheme that is no longer configured ends tonight, unless tonight is an old night run again.
    select
        dim_snapshot.scheme,
        date '9999-12-31' as next_snapshot_date
    from previous.dim_snapshot
    left join config.schemes
        on schemes.scheme = dim_snapshot.scheme
    left join config.carried_schemes
        on carried_schemes.scheme = dim_snapshot.scheme
    where schemes.scheme is null
        and carried_schemes.scheme is null
    group by dim_snapshot.scheme
    having max(dim_snapshot.snapshot_date) <= :snapshot_date

),

schemes_touched as (

    select * from schemes_scored
    union all
    select * from schemes_dropped

),

memberships_on_snapshot as (

    select
        memberships_believed.scheme,
        memberships_believed.customer_id,
        memberships_believed.segment_code
    from memberships_believed
    inner join schemes_touched
        on schemes_touched.scheme = memberships_believed.scheme
    where memberships_believed.valid_from_date <= :snapshot_date
        and memberships_believed.valid_to_date > :snapshot_date

),

customers_changed as (

    select
        coalesce(tags.scheme, memberships_on_snapshot.scheme) as scheme,
        coalesce(tags.customer_id, memberships_on_snapshot.customer_id) as customer_id
    from tags
    full outer join memberships_on_snapshot
        on memberships_on_snapshot.scheme = tags.scheme
        and memberships_on_snapshot.customer_id = tags.customer_id
    where tags.segment_code is distinct from memberships_on_snapshot.segment_code

),

memberships_changed as (

    select
        memberships_believed.scheme,
        memberships_believed.customer_id,
        memberships_believed.segment_code,
        memberships_believed.valid_from_date,
        memberships_believed.valid_to_date,
        memberships_believed.recorded_from_at,
        memberships_believed.run_id,
        schemes_touched.next_snapshot_date
    from memberships_believed
    inner join customers_changed
        on customers_changed.scheme = memberships_believed.scheme
        and customers_changed.customer_id = memberships_believed.customer_id
    inner join schemes_touched
        on schemes_touched.scheme = memberships_believed.scheme

),

pieces as (

    -- What was believed before tonight's interval, after it, and tonight's tag in between.
    select
        scheme,
        customer_id,
        segment_code,
        valid_from_date,
        least(valid_to_date, :snapshot_date) as valid_to_date
    from memberships_changed
    where valid_from_date < :snapshot_date

    union all

    select
        scheme,
        customer_id,
        segment_code,
        greatest(valid_from_date, next_snapshot_date) as valid_from_date,
        valid_to_date
    from memberships_changed
    where valid_to_date > next_snapshot_date

    union all

    select
        tags.scheme,
        tags.customer_id,
        tags.segment_code,
        :snapshot_date as valid_from_date,
        schemes_scored.next_snapshot_date as valid_to_date
    from tags
    inner join customers_changed
        on customers_changed.scheme = tags.scheme
        and customers_changed.customer_id = tags.customer_id
    inner join schemes_scored
        on schemes_scored.scheme = tags.scheme

),

pieces_compared as (

    select
        scheme,
        customer_id,
        segment_code,
        valid_from_date,
        valid_to_date,
        case
            when lag(segment_code) over (partition by scheme, customer_id order by valid_from_date) = segment_code
                and lag(valid_to_date) over (partition by scheme, customer_id order by valid_from_date) = valid_from_date
            then 0
            else 1
        end as is_start
    from pieces

),

pieces_numbered as (

    select
        scheme,
        customer_id,
        segment_code,
        valid_from_date,
        valid_to_date,
        sum(is_start) over (
            partition by scheme, customer_id
            order by valid_from_date
            rows between unbounded preceding and current row
        ) as stretch
    from pieces_compared

),

stretches as (

    -- Neighbouring pieces of one segment are one stretch.
    select
        scheme,
        customer_id,
        segment_code,
        min(valid_from_date) as valid_from_date,
        max(valid_to_date) as valid_to_date
    from pieces_numbered
    group by
        scheme,
        customer_id,
        segment_code,
        stretch

),

memberships_settled as (

    -- Each stretch beside the belief it equals, if there is one: kept, ended, or new.
    select
        coalesce(stretches.scheme, memberships_changed.scheme) as scheme,
        coalesce(stretches.customer_id, memberships_changed.customer_id) as customer_id,
        coalesce(stretches.segment_code, memberships_changed.segment_code) as segment_code,
        coalesce(stretches.valid_from_date, memberships_changed.valid_from_date) as valid_from_date,
        coalesce(stretches.valid_to_date, memberships_changed.valid_to_date) as valid_to_date,
        coalesce(memberships_changed.recorded_from_at, :started_at) as recorded_from_at,
        case
            when stretches.scheme is null then :started_at
            else timestamp '9999-12-31 00:00:00'
        end as recorded_to_at,
        coalesce(memberships_changed.run_id, :run_id) as run_id
    from stretches
    full outer join memberships_changed
        on memberships_changed.scheme = stretches.scheme
        and memberships_changed.customer_id = stretches.customer_id
        and memberships_changed.segment_code = stretches.segment_code
        and memberships_changed.valid_from_date = stretches.valid_from_date
        and memberships_changed.valid_to_date = stretches.valid_to_date

),

memberships_untouched as (

    select
        memberships.scheme,
        memberships.customer_id,
        memberships.segment_code,
        memberships.valid_from_date,
        memberships.valid_to_date,
        memberships.recorded_from_at,
        memberships.recorded_to_at,
        memberships.run_id
    from memberships
    left join customers_changed
        on customers_changed.scheme = memberships.scheme
        and customers_changed.customer_id = memberships.customer_id
    where customers_changed.scheme is null
        or memberships.recorded_to_at <> timestamp '9999-12-31 00:00:00'

)

select * from memberships_untouched
union all
select * from memberships_settled
