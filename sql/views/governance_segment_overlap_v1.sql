-- governance_segment_overlap_v1: segments of different schemes that are the same customers far more, or far less, than chance gives.
-- grain:  one row per scheme, segment_code, other_scheme and other_segment_code; every pair once
-- owner:  segmentation
-- reads:  publish.segment_overlap, publish.dim_segment

select
    segment_overlap.snapshot_date,
    segment_overlap.scheme,
    segment_overlap.segment_code,
    dim_segment.segment_label,
    segment_overlap.other_scheme,
    segment_overlap.other_segment_code,
    other_dim_segment.segment_label as other_segment_label,
    segment_overlap.customer_count,
    segment_overlap.other_customer_count,
    segment_overlap.shared_customer_count,
    round(segment_overlap.jaccard, 4) as jaccard,
    round(segment_overlap.lift, 4) as lift
from publish.segment_overlap
left join publish.dim_segment
    on dim_segment.scheme = segment_overlap.scheme
    and dim_segment.segment_code = segment_overlap.segment_code
left join publish.dim_segment as other_dim_segment
    on other_dim_segment.scheme = segment_overlap.other_scheme
    and other_dim_segment.segment_code = segment_overlap.other_segment_code
where segment_overlap.scheme < segment_overlap.other_scheme
order by
    segment_overlap.jaccard desc,
    segment_overlap.scheme,
    segment_overlap.segment_code,
    segment_overlap.other_scheme,
    segment_overlap.other_segment_code
