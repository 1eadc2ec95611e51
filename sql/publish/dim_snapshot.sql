-- dim_snapshot: every snapshot date that was published, per scheme, with the run that published it last.
-- grain:  one row per scheme and snapshot_date
-- owner:  segmentation
-- reads:  config.schemes, previous.dim_snapshot
-- params: snapshot_date, run_id, started_at

with

snapshots_tonight as (

    select
        scheme,
        :snapshot_date as snapshot_date,
        model_version,
        :run_id as run_id,
        :started_at as recorded_at
    from config.schemes

),

snapshots_before as (

    select
        dim_snapshot.scheme,
        dim_snapshot.snapshot_date,
        dim_snapshot.model_version,
        dim_snapshot.run_id,
        dim_snapshot.recorded_at
    from previous.dim_snapshot
    left join snapshots_tonight
        on snapshots_tonight.scheme = dim_snapshot.scheme
        and snapshots_tonight.snapshot_date = dim_snapshot.snapshot_date
    where snapshots_tonight.scheme is null

)

select * from snapshots_tonight
union all
select * from snapshots_before
