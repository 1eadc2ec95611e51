-- segment_migration: how many customers went from which segment to which between two snapshots, and what they spend.
-- grain:  one row per scheme, to_snapshot_date, from_segment_code and to_segment_code
-- owner:  segmentation
-- reads:  scores.segment_assignments, config.schemes, mart.customer_features, previous.dim_snapshot,
--         publish.segment_membership, previous.segment_migration
-- params: snapshot_date, run_id

with

schemes_compared as (

    select
        schemes.scheme,
        max(dim_snapshot.snapshot_date) as from_snapshot_date
    from config.schemes
    inner join previous.dim_snapshot
        on dim_snapshot.scheme = schemes.scheme
        and dim_snapshot.snapshot_date < :snapshot_date
    group by schemes.scheme

),

tags_before as (

    select
        segment_membership.scheme,
        segment_membership.customer_id,
        segment_membership.segment_code
    from publish.segment_membership
    inner join schemes_compared
        on schemes_compared.scheme = segment_membership.scheme
        and segment_membership.valid_from_date <= schemes_compared.from_snapshot_date
        and segment_membership.valid_to_date > schemes_compared.from_snapshot_date
    where segment_membership.recorded_to_at = timestamp '9999-12-31 00:00:00'

),

tags_tonight as (

    select
        segment_assignments.scheme,
        segment_assignments.customer_id,
        segment_assignments.segment_code
    from scores.segment_assignments
    inner join schemes_compared
        on schemes_compared.scheme = segment_assignments.scheme

),

customers_moved as (

    select
        coalesce(tags_tonight.scheme, tags_before.scheme) as scheme,
        coalesce(tags_tonight.customer_id, tags_before.customer_id) as customer_id,
        coalesce(tags_before.segment_code, '(entered)') as from_segment_code,
        coalesce(tags_tonight.segment_code, '(left)') as to_segment_code
    from tags_tonight
    full outer join tags_before
        on tags_before.scheme = tags_tonight.scheme
        and tags_before.customer_id = tags_tonight.customer_id

),

moves_summarized as (

    select
        customers_moved.scheme,
        customers_moved.from_segment_code,
        customers_moved.to_segment_code,
        count(*) as customer_count,
        cast(sum(coalesce(customer_features.net_spend_amount, 0)) as decimal(28,4)) as net_spend_amount,
        cast(sum(coalesce(customer_features.spend_365d_amount, 0)) as decimal(28,4)) as spend_365d_amount
    from customers_moved
    left join mart.customer_features
        on customer_features.customer_id = customers_moved.customer_id
    group by
        customers_moved.scheme,
        customers_moved.from_segment_code,
        customers_moved.to_segment_code

),

migration_tonight as (

    select
        moves_summarized.scheme,
        schemes_compared.from_snapshot_date,
        :snapshot_date as to_snapshot_date,
        moves_summarized.from_segment_code,
        moves_summarized.to_segment_code,
        moves_summarized.from_segment_code <> moves_summarized.to_segment_code as is_move,
        moves_summarized.customer_count,
        moves_summarized.net_spend_amount,
        moves_summarized.spend_365d_amount,
        :run_id as run_id
    from moves_summarized
    inner join schemes_compared
        on schemes_compared.scheme = moves_summarized.scheme

),

migration_before as (

    select segment_migration.*
    from previous.segment_migration
    left join config.schemes
        on schemes.scheme = segment_migration.scheme
        and segment_migration.to_snapshot_date = :snapshot_date
    where schemes.scheme is null

)

select * from migration_tonight
union all
select * from migration_before
