-- audit: dim_segment_is_unique
-- holds: A scheme has one row per segment code.

select
    scheme,
    segment_code
from publish.dim_segment
group by
    scheme,
    segment_code
having count(*) > 1

-- audit: segment_parents_exist
-- holds: The parent of a segment is a segment of the same scheme.

select dim_segment.segment_code
from publish.dim_segment
left join publish.dim_segment as parents
    on parents.scheme = dim_segment.scheme
    and parents.segment_code = dim_segment.parent_segment_code
where dim_segment.parent_segment_code is not null
    and dim_segment.valid_to_date is null
    and parents.segment_code is null
