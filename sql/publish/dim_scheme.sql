-- dim_scheme: every scheme that is published, with the model that scored it last.
-- grain:  one row per scheme
-- owner:  segmentation
-- reads:  config.schemes, config.carried_schemes, previous.dim_scheme
-- params: snapshot_date
-- tags:   current

with

schemes as (

    select
        scheme,
        kind,
        description,
        owner,
        definition_hash,
        model_version,
        model_snapshot_date,
        :snapshot_date as snapshot_date
    from config.schemes

),

schemes_carried as (

    select dim_scheme.*
    from previous.dim_scheme
    inner join config.carried_schemes
        on carried_schemes.scheme = dim_scheme.scheme

)

select * from schemes
union all
select * from schemes_carried
