-- audit: migration_arrives_at_tonight
-- holds: The customers that arrive in each segment are the customers of that segment tonight.

with

customers_arrived as (

    -- Only schemes that this run scored: the others keep what an earlier run counted.
    select
        segment_migration.scheme,
        segment_migration.to_segment_code as segment_code,
        sum(segment_migration.customer_count) as customer_count
    from publish.segment_migration
    inner join config.schemes
        on schemes.scheme = segment_migration.scheme
    where segment_migration.to_snapshot_date = :snapshot_date
        and segment_migration.to_segment_code <> '(left)'
    group by
        segment_migration.scheme,
        segment_migration.to_segment_code

),

customers_tagged as (

    select
        segment_assignments.scheme,
        segment_assignments.segment_code,
        count(*) as customer_count
    from scores.segment_assignments
    inner join (
        select distinct scheme
        from publish.segment_migration
        where to_snapshot_date = :snapshot_date
    ) as schemes_compared
        on schemes_compared.scheme = segment_assignments.scheme
    group by
        segment_assignments.scheme,
        segment_assignments.segment_code

)

select coalesce(customers_arrived.segment_code, customers_tagged.segment_code) as segment_code
from customers_arrived
full outer join customers_tagged
    on customers_tagged.scheme = customers_arrived.scheme
    and customers_tagged.segment_code = customers_arrived.segment_code
where customers_arrived.customer_count is distinct from customers_tagged.customer_count
