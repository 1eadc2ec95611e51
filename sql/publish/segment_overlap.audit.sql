-- audit: segment_overlap_is_unique
-- holds: Two segments overlap once.

select
    scheme,
    segment_code,
    other_scheme,
    other_segment_code
from publish.segment_overlap
group by
    scheme,
    segment_code,
    other_scheme,
    other_segment_code
having count(*) > 1

-- audit: segment_overlap_is_mutual
-- holds: Either segment of a pair says the same of the other.

select
    segment_overlap.scheme,
    segment_overlap.segment_code,
    segment_overlap.other_scheme,
    segment_overlap.other_segment_code
from publish.segment_overlap
left join publish.segment_overlap as mirrored
    on mirrored.scheme = segment_overlap.other_scheme
    and mirrored.segment_code = segment_overlap.other_segment_code
    and mirrored.other_scheme = segment_overlap.scheme
    and mirrored.other_segment_code = segment_overlap.segment_code
where mirrored.shared_customer_count is distinct from segment_overlap.shared_customer_count

-- audit: segment_overlap_adds_up
-- holds: A segment's customers are those it shares with the segments of each other scheme that has them all.

select
    segment_overlap.scheme,
    segment_overlap.segment_code,
    segment_overlap.other_scheme
from publish.segment_overlap
group by
    segment_overlap.scheme,
    segment_overlap.segment_code,
    segment_overlap.other_scheme
having sum(segment_overlap.shared_customer_count) > max(segment_overlap.customer_count)
