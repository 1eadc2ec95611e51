-- int_earlier_ids__placed: where the records of an earlier customer are now, and which component keeps the id. Only
--         ids with something to decide: those of several records, and those that meet others in one component.
-- grain:  one row per component_number, earlier_customer_id
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__grouped, previous.customer_xref
-- tags:   identity

with

ids_of_several_records as (

    select customer_id
    from previous.customer_xref
    group by customer_id
    having count(*) > 1

),

records_to_decide as (

    select
        records.component_number,
        records.earlier_customer_id,
        records.record_number
    from intermediate.int_customer_records__grouped as records
    left join ids_of_several_records
        on records.earlier_customer_id = ids_of_several_records.customer_id
    where records.earlier_customer_id is not null
        and (not records.is_alone
            or ids_of_several_records.customer_id is not null)

),

parts_counted as (

    select
        component_number,
        earlier_customer_id,
        count(*) as record_count,
        min(record_number) as lowest_record_number
    from records_to_decide
    group by component_number, earlier_customer_id

),

largest_parts_found as (

    -- An id stays where most of its records are: the fewest records change.
    select
        parts_counted.*,
        row_number() over (
            partition by earlier_customer_id
            order by record_count desc, lowest_record_number
        ) = 1 as is_largest_part
    from parts_counted

),

kept_ids_chosen as (

    -- Of the ids that stay in a component, the one of most records is kept.
    select
        largest_parts_found.*,
        is_largest_part and row_number() over (
            partition by component_number, is_largest_part
            order by record_count desc, earlier_customer_id
        ) = 1 as is_kept
    from largest_parts_found

)

select * from kept_ids_chosen
