-- audit: clusters_hold_every_record_once
-- holds: customers and their record counts are those of the xref
select
    coalesce(clusters.customer_id, counted.customer_id) as customer_id
from identity.clusters as clusters
full outer join (
    select
        customer_id,
        count(*) as record_count
    from identity.customer_xref
    group by customer_id
) as counted on clusters.customer_id = counted.customer_id
where clusters.record_count is distinct from counted.record_count

-- audit: clusters_of_several_say_why
-- holds: a customer of several records names the rules that joined them, and a customer of one names none
select customer_id
from identity.clusters
where (record_count > 1) <> (matched_on is not null)
