-- customer_segments: the segment of every customer in every scheme, as of the newest snapshot.
-- grain:  one row per customer_id and scheme
-- owner:  segmentation
-- reads:  scores.segment_assignments, config.segments, intermediate.int_customer_consents__resolved,
--         previous.customer_segments, config.carried_schemes
-- params: snapshot_date, run_id
-- tags:   current

with

segment_assignments as (

    select
        scheme,
        customer_id,
        state,
        segment_code,
        score,
        score_detail,
        next_segment_code,
        distance_to_next,
        confidence,
        model_version
    from scores.segment_assignments

),

segments as (

    select
        scheme,
        segment_code,
        segment_label,
        parent_segment_code
    from config.segments

),

withdrawals as (

    select
        customer_id,
        count(*) as withdrawn_purpose_count
    from intermediate.int_customer_consents__resolved
    where is_withdrawn
    group by customer_id

),

assignments_labelled as (

    select
        segment_assignments.customer_id,
        segment_assignments.scheme,
        segment_assignments.segment_code,
        segments.segment_label,
        segments.parent_segment_code,
        segment_assignments.state,
        segment_assignments.score,
        segment_assignments.score_detail,
        segment_assignments.next_segment_code,
        segment_assignments.distance_to_next,
        segment_assignments.confidence,
        coalesce(withdrawals.withdrawn_purpose_count, 0) > 0 as has_withdrawn_consent,
        segment_assignments.model_version,
        :snapshot_date as snapshot_date,
        :run_id as run_id
    from segment_assignments
    left join segments
        on segments.scheme = segment_assignments.scheme
        and segments.segment_code = segment_assignments.segment_code
    left join withdrawals
        on withdrawals.customer_id = segment_assignments.customer_id

),

assignments_carried as (

    -- Schemes that this run did not score keep what is published.
    select customer_segments.*
    from previous.customer_segments
    inner join config.carried_schemes
        on carried_schemes.scheme = customer_segments.scheme

)

select * from assignments_labelled
union all
select * from assignments_carried
