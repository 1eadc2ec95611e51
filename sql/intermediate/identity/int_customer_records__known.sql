-- int_customer_records__known: the records that were known on the snapshot date, with the customer they belong to.
-- grain:  one row per source_system, source_record_id known before the snapshot date
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__resolved
-- as:     view
-- params: snapshot_date
-- tags:   identity

select
    customer_id,
    source_system,
    source_record_id,
    is_alone,
    created_date,
    known_from_date
from intermediate.int_customer_records__resolved
-- Strictly before, by the earlier of creation and first order. A record that
-- has neither cannot be told to be new, so it is known.
where known_from_date < :snapshot_date
    or known_from_date is null
