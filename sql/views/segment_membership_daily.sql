-- segment_membership_daily: the segment of every customer on every snapshot date, as it is believed now.
-- grain:  one row per scheme, customer_id and snapshot_date
-- owner:  segmentation
-- reads:  publish.segment_membership, publish.dim_snapshot

select
    segment_membership.scheme,
    segment_membership.customer_id,
    dim_snapshot.snapshot_date,
    segment_membership.segment_code
from publish.segment_membership
inner join publish.dim_snapshot
    on dim_snapshot.scheme = segment_membership.scheme
    and dim_snapshot.snapshot_date >= segment_membership.valid_from_date
    and dim_snapshot.snapshot_date < segment_membership.valid_to_date
where segment_membership.recorded_to_at = timestamp '9999-12-31 00:00:00'
