-- dim_segment: every segment that a scheme has or once had, with the snapshots between which it was defined.
-- grain:  one row per scheme and segment_code
-- owner:  segmentation
-- reads:  config.segments, config.carried_schemes, previous.dim_segment
-- params: snapshot_date
-- tags:   current

with

segments as (

    select
        scheme,
        segment_code,
        segment_label,
        segment_description,
        parent_segment_code,
        state,
        position
    from config.segments

),

segments_published as (

    select
        scheme,
        segment_code,
        segment_label,
        segment_description,
        parent_segment_code,
        state,
        position,
        valid_from_date,
        valid_to_date
    from previous.dim_segment

),

segments_current as (

    select
        segments.scheme,
        segments.segment_code,
        segments.segment_label,
        segments.segment_description,
        segments.parent_segment_code,
        segments.state,
        segments.position,
        coalesce(segments_published.valid_from_date, :snapshot_date) as valid_from_date,
        cast(null as date) as valid_to_date
    from segments
    left join segments_published
        on segments_published.scheme = segments.scheme
        and segments_published.segment_code = segments.segment_code

),

segments_retired as (

    -- A code is never reused: what is no longer defined stays, with its end.
    select
        segments_published.scheme,
        segments_published.segment_code,
        segments_published.segment_label,
        segments_published.segment_description,
        segments_published.parent_segment_code,
        segments_published.state,
        segments_published.position,
        segments_published.valid_from_date,
        case
            when carried_schemes.scheme is not null then segments_published.valid_to_date
            else coalesce(segments_published.valid_to_date, :snapshot_date)
        end as valid_to_date
    from segments_published
    left join segments
        on segments.scheme = segments_published.scheme
        and segments.segment_code = segments_published.segment_code
    left join config.carried_schemes
        on carried_schemes.scheme = segments_published.scheme
    where segments.segment_code is null

)

select * from segments_current
union all
select * from segments_retired
