-- audit: erp_classes_do_not_overlap
-- holds: A customer number of the ERP has one class of a category on any day.

with

classes_ordered as (

    select
        source_record_id,
        valid_from_date,
        lag(valid_to_date) over (
            partition by category, source_system, source_record_id
            order by valid_from_date, valid_to_date, recorded_from_at
        ) as previous_valid_to_date
    from publish.erp_customer_classification

)

select source_record_id
from classes_ordered
where previous_valid_to_date > valid_from_date

-- audit: erp_classes_end_after_they_begin
-- holds: No class ends before it begins; one that was put right on its own day ends where it began and never held.

select source_record_id
from publish.erp_customer_classification
where valid_from_date > valid_to_date

-- audit: erp_class_history_is_kept
-- holds: No class that was ever published has disappeared or changed; at most it has ended.

select classes_before.source_record_id
from previous.erp_customer_classification as classes_before
left join publish.erp_customer_classification as classes
    on classes.category = classes_before.category
    and classes.source_system = classes_before.source_system
    and classes.source_record_id = classes_before.source_record_id
    and classes.recorded_from_at = classes_before.recorded_from_at
    and classes.customer_id = classes_before.customer_id
    and classes.code = classes_before.code
    and classes.valid_from_date = classes_before.valid_from_date
    and (
        classes.valid_to_date = classes_before.valid_to_date
        or classes_before.valid_to_date = date '9999-12-31'
    )
where classes.source_record_id is null

-- audit: erp_classes_agree_with_membership
-- holds: What holds for the ERP is what is believed of its customers on the newest snapshot; every segment has a code.

with

customers_in_segments as (

    select
        erp_categories.category,
        customer_xref.source_system,
        customer_xref.source_record_id,
        segment_membership.customer_id,
        segment_membership.segment_code
    from publish.segment_membership
    inner join config.erp_categories
        on erp_categories.scheme = segment_membership.scheme
    inner join identity.customer_xref
        on customer_xref.customer_id = segment_membership.customer_id
        and customer_xref.source_system = coalesce(erp_categories.customer_source, customer_xref.source_system)
    where segment_membership.recorded_to_at = timestamp '9999-12-31 00:00:00'
        and segment_membership.valid_from_date <= :snapshot_date
        and segment_membership.valid_to_date > :snapshot_date

),

classes_held as (

    select
        erp_customer_classification.category,
        erp_customer_classification.source_system,
        erp_customer_classification.source_record_id,
        erp_customer_classification.customer_id,
        erp_codes.segment_code
    from publish.erp_customer_classification
    left join config.erp_codes
        on erp_codes.category = erp_customer_classification.category
        and erp_codes.code = erp_customer_classification.code
    where erp_customer_classification.valid_to_date = date '9999-12-31'

),

snapshots_after as (

    -- An old night that is run again leaves the ERP as the newest night left it.
    select max(snapshot_date) as snapshot_date
    from previous.dim_snapshot
    where snapshot_date > :snapshot_date

)

select coalesce(customers_in_segments.source_record_id, classes_held.source_record_id) as source_record_id
from customers_in_segments
full outer join classes_held
    on classes_held.category = customers_in_segments.category
    and classes_held.source_system = customers_in_segments.source_system
    and classes_held.source_record_id = customers_in_segments.source_record_id
cross join snapshots_after
where snapshots_after.snapshot_date is null
    and (
        classes_held.segment_code is distinct from customers_in_segments.segment_code
        or classes_held.customer_id is distinct from customers_in_segments.customer_id
    )

-- audit: erp_numbers_fit_their_fields
-- holds: Customer numbers are no longer than the ERP's field and have no line ends in them; those that do not fit are not sent.
-- blocks: no

select erp_customer_classification.source_record_id
from publish.erp_customer_classification
inner join config.erp_categories
    on erp_categories.category = erp_customer_classification.category
where erp_customer_classification.valid_to_date = date '9999-12-31'
    and (
        length(erp_customer_classification.source_record_id) > erp_categories.number_width
        or length(erp_customer_classification.source_system) > erp_categories.source_width
        or erp_customer_classification.source_record_id like '%' || chr(10) || '%'
        or erp_customer_classification.source_record_id like '%' || chr(13) || '%'
    )
