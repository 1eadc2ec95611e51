-- int_customer_records__resolved: each record with the customer it belongs to.
-- grain:  one row per record_number
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__grouped, intermediate.int_identity_components__named
-- tags:   identity

with

records as (

    select
        record_number,
        component_number,
        source_system,
        source_record_id,
        earlier_customer_id,
        is_alone,
        created_date,
        first_ordered_date,
        known_from_date
    from intermediate.int_customer_records__grouped

),

components as (

    select
        component_number,
        customer_id
    from intermediate.int_identity_components__named

),

records_resolved as (

    select
        records.*,
        components.customer_id
    from records
    inner join components
        on records.component_number = components.component_number

)

select * from records_resolved
