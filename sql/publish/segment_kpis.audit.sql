-- audit: segment_kpis_are_unique
-- holds: A segment has one value per metric and snapshot.

select
    scheme,
    segment_code,
    snapshot_date,
    metric
from publish.segment_kpis
group by
    scheme,
    segment_code,
    snapshot_date,
    metric
having count(*) > 1

-- audit: segment_sizes_add_up
-- holds: The segments of a scheme together have as many customers as there are.

with

customers_counted as (

    select count(*) as customer_count
    from mart.customers

),

segments_counted as (

    select
        segment_kpis.scheme,
        sum(segment_kpis.value) as customer_count
    from publish.segment_kpis
    inner join config.schemes
        on schemes.scheme = segment_kpis.scheme
    where segment_kpis.snapshot_date = :snapshot_date
        and segment_kpis.metric = 'customer_count'
    group by segment_kpis.scheme

)

select segments_counted.scheme
from segments_counted
cross join customers_counted
where segments_counted.customer_count <> customers_counted.customer_count
