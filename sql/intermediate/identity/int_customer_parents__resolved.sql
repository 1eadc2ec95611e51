-- int_customer_parents__resolved: the customer that a parent record stands for, where it was known on the snapshot date.
-- grain:  one row per source_system, parent_record_id
-- owner:  customer-analytics
-- reads:  staging.stg_raw__customers, intermediate.int_customer_records__known
-- tags:   identity

with

parent_records as (

    select distinct
        source_system,
        parent_record_id
    from staging.stg_raw__customers
    where parent_record_id is not null

),

parents_resolved as (

    select
        parent_records.source_system,
        parent_records.parent_record_id,
        records.customer_id as parent_customer_id
    from parent_records
    inner join intermediate.int_customer_records__known as records
        on parent_records.source_system = records.source_system
        and parent_records.parent_record_id = records.source_record_id

)

select * from parents_resolved
