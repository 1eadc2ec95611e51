-- segment_overlap: how far segments of different schemes are the same customers, beyond what chance would give.
-- grain:  one row per scheme, segment_code, other_scheme and other_segment_code with customers in both
-- owner:  segmentation
-- reads:  publish.customer_segments
-- params: snapshot_date
-- tags:   current

with

tags as (

    -- The states of customers who cannot be scored are segments too: that two
    -- schemes leave out the same customers is worth knowing.
    select
        scheme,
        customer_id,
        segment_code
    from publish.customer_segments

),

segments_counted as (

    select
        scheme,
        segment_code,
        count(*) as customer_count
    from tags
    group by
        scheme,
        segment_code

),

segment_pairs_counted as (

    select
        tags.scheme,
        tags.segment_code,
        other_tags.scheme as other_scheme,
        other_tags.segment_code as other_segment_code,
        count(*) as shared_customer_count
    from tags
    inner join tags as other_tags
        on other_tags.customer_id = tags.customer_id
        and other_tags.scheme <> tags.scheme
    group by
        tags.scheme,
        tags.segment_code,
        other_tags.scheme,
        other_tags.segment_code

),

scheme_pairs_counted as (

    -- Chance is told among the customers whom both schemes have.
    select
        scheme,
        other_scheme,
        sum(shared_customer_count) as customer_count
    from segment_pairs_counted
    group by
        scheme,
        other_scheme

)

select
    :snapshot_date as snapshot_date,
    segment_pairs_counted.scheme,
    segment_pairs_counted.segment_code,
    segment_pairs_counted.other_scheme,
    segment_pairs_counted.other_segment_code,
    segments_counted.customer_count,
    other_segments_counted.customer_count as other_customer_count,
    segment_pairs_counted.shared_customer_count,
    cast(segment_pairs_counted.shared_customer_count as double)
        / cast(
            segments_counted.customer_count + other_segments_counted.customer_count
            - segment_pairs_counted.shared_customer_count as double
        ) as jaccard,
    -- 1: as many as chance gives segments of these sizes; 2: twice as many.
    cast(segment_pairs_counted.shared_customer_count as double)
        * cast(scheme_pairs_counted.customer_count as double)
        / cast(segments_counted.customer_count as double)
        / cast(other_segments_counted.customer_count as double) as lift
from segment_pairs_counted
inner join segments_counted
    on segments_counted.scheme = segment_pairs_counted.scheme
    and segments_counted.segment_code = segment_pairs_counted.segment_code
inner join segments_counted as other_segments_counted
    on other_segments_counted.scheme = segment_pairs_counted.other_scheme
    and other_segments_counted.segment_code = segment_pairs_counted.other_segment_code
inner join scheme_pairs_counted
    on scheme_pairs_counted.scheme = segment_pairs_counted.scheme
    and scheme_pairs_counted.other_scheme = segment_pairs_counted.other_scheme
