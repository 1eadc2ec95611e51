-- audit: every_moved_record_has_an_id_change
-- holds: where a record's customer id is not the one of the night before, the bridge says so
select
    earlier.source_system,
    earlier.source_record_id
from previous.customer_xref as earlier
inner join identity.customer_xref as xref
    on earlier.source_system = xref.source_system
    and earlier.source_record_id = xref.source_record_id
left join identity.id_changes as id_changes
    on earlier.customer_id = id_changes.old_customer_id
    and xref.customer_id = id_changes.new_customer_id
where earlier.customer_id <> xref.customer_id
    and id_changes.old_customer_id is null

-- audit: gone_ids_are_bridged
-- holds: a customer id of the night before is still somebody's, or the bridge says it was merged or ended
select distinct earlier.customer_id
from previous.customer_xref as earlier
left join identity.customer_xref as xref
    on earlier.customer_id = xref.customer_id
left join identity.id_changes as id_changes
    on earlier.customer_id = id_changes.old_customer_id
    and id_changes.change_type in ('merge', 'end')
where xref.customer_id is null
    and id_changes.old_customer_id is null

-- audit: id_changes_go_somewhere
-- holds: a change leads to another id, unless the customer ended
select
    change_type,
    old_customer_id,
    new_customer_id
from identity.id_changes
where old_customer_id is null
    or old_customer_id = new_customer_id
    or (change_type = 'end') <> (new_customer_id is null)
