-- audit: attributes_come_from_the_customers_own_records
-- holds: a value that was believed is from a record of that customer, and from one record only
select
    sources.customer_id,
    sources.attribute
from identity.attribute_sources as sources
left join identity.customer_xref as xref
    on sources.source_system = xref.source_system
    and sources.source_record_id = xref.source_record_id
    and sources.customer_id = xref.customer_id
group by sources.customer_id, sources.attribute
having count(*) <> 1
    or count(xref.customer_id) <> 1
