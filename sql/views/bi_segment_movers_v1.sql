-- bi_segment_movers_v1: who moved between the two newest snapshots, from which segment to which, with what they spend.
-- grain:  one row per scheme, from_segment_code and to_segment_code
-- owner:  segmentation
-- reads:  publish.segment_migration, publish.dim_scheme

select
    segment_migration.scheme,
    segment_migration.from_snapshot_date,
    segment_migration.to_snapshot_date,
    segment_migration.from_segment_code,
    segment_migration.to_segment_code,
    segment_migration.customer_count,
    cast(segment_migration.net_spend_amount as decimal(28,2)) as net_spend_amount,
    cast(segment_migration.spend_365d_amount as decimal(28,2)) as spend_365d_amount
from publish.segment_migration
inner join publish.dim_scheme
    on dim_scheme.scheme = segment_migration.scheme
    and dim_scheme.snapshot_date = segment_migration.to_snapshot_date
where segment_migration.is_move
order by
    segment_migration.scheme,
    segment_migration.customer_count desc,
    segment_migration.from_segment_code,
    segment_migration.to_segment_code
