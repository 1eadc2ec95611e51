-- audit: records_have_one_customer
-- holds: a record belongs to exactly one customer
select
    source_system,
    source_record_id
from identity.customer_xref
group by source_system, source_record_id
having count(*) <> 1
    or count(customer_id) <> 1

-- audit: customer_records_are_all_resolved
-- holds: records in equals records out: what customers and order lines name is in the xref, and nothing else is
select
    coalesce(records.source_system, xref.source_system) as source_system,
    coalesce(records.source_record_id, xref.source_record_id) as source_record_id
from (
    select source_system, source_record_id
    from staging.stg_raw__customers
    union all
    select distinct source_system, source_record_id
    from staging.stg_raw__order_lines
    where source_record_id is not null
) as records
full outer join identity.customer_xref as xref
    on records.source_system = xref.source_system
    and records.source_record_id = xref.source_record_id
where records.source_record_id is null
    or xref.source_record_id is null

-- audit: retired_ids_never_reappear
-- holds: a customer id that was merged away or ended is no record's
select xref.customer_id
from identity.customer_xref as xref
inner join identity.id_changes as id_changes
    on xref.customer_id = id_changes.old_customer_id
where id_changes.change_type in ('merge', 'end')
