-- erp_customer_classification: the class of each customer number that the ERP knows, from when to when. Rows are added and
--         ended, never deleted; 9999-12-31 is "until further notice".
-- grain:  one row per category, source_system, source_record_id and recorded_from_at
-- owner:  erp-integration
-- reads:  config.erp_categories, config.erp_codes, identity.customer_xref, publish.segment_membership,
--         previous.erp_customer_classification
-- params: snapshot_date, run_id, started_at
-- tags:   current

with

classes_tonight as (

    select
        erp_categories.category,
        customer_xref.source_system,
        customer_xref.source_record_id,
        segment_membership.customer_id,
        erp_codes.code
    from publish.segment_membership
    inner join config.erp_categories
        on erp_categories.scheme = segment_membership.scheme
    inner join config.erp_codes
        on erp_codes.category = erp_categories.category
        and erp_codes.segment_code = segment_membership.segment_code
    inner join identity.customer_xref
        on customer_xref.customer_id = segment_membership.customer_id
        and customer_xref.source_system = coalesce(erp_categories.customer_source, customer_xref.source_system)
    where segment_membership.recorded_to_at = timestamp '9999-12-31 00:00:00'
        and segment_membership.valid_from_date <= :snapshot_date
        and segment_membership.valid_to_date > :snapshot_date

),

classes_before as (

    select
        category,
        code,
        source_system,
        source_record_id,
        customer_id,
        valid_from_date,
        valid_to_date,
        recorded_from_at,
        run_id
    from previous.erp_customer_classification

),

classes_continued as (

    -- What held last night and does not hold tonight ends on the snapshot date: another class, another customer, or none.
    select
        classes_before.category,
        classes_before.code,
        classes_before.source_system,
        classes_before.source_record_id,
        classes_before.customer_id,
        classes_before.valid_from_date,
        case
            when classes_before.valid_to_date < date '9999-12-31' then classes_before.valid_to_date
            when classes_tonight.customer_id is not null then classes_before.valid_to_date
            else greatest(classes_before.valid_from_date, :snapshot_date)
        end as valid_to_date,
        classes_before.recorded_from_at,
        classes_before.run_id
    from classes_before
    left join classes_tonight
        on classes_tonight.category = classes_before.category
        and classes_tonight.source_system = classes_before.source_system
        and classes_tonight.source_record_id = classes_before.source_record_id
        and classes_tonight.customer_id = classes_before.customer_id
        and classes_tonight.code = classes_before.code

),

classes_begun as (

    select
        classes_tonight.category,
        classes_tonight.code,
        classes_tonight.source_system,
        classes_tonight.source_record_id,
        classes_tonight.customer_id,
        :snapshot_date as valid_from_date,
        date '9999-12-31' as valid_to_date,
        :started_at as recorded_from_at,
        :run_id as run_id
    from classes_tonight
    left join classes_before
        on classes_before.category = classes_tonight.category
        and classes_before.source_system = classes_tonight.source_system
        and classes_before.source_record_id = classes_tonight.source_record_id
        and classes_before.customer_id = classes_tonight.customer_id
        and classes_before.code = classes_tonight.code
        and classes_before.valid_to_date = date '9999-12-31'
    where classes_before.customer_id is null

)

select * from classes_continued
union all
select * from classes_begun
