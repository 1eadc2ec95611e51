-- int_customer_records__grouped: each record with the component it is connected to, and the customer it was before.
-- grain:  one row per record_number
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__collected, intermediate.record_components, previous.customer_xref
-- tags:   identity

with

records as (

    select
        record_number,
        source_system,
        source_record_id,
        created_date,
        first_ordered_date,
        known_from_date
    from intermediate.int_customer_records__collected

),

connected_records as (

    select
        record_number,
        component_number
    from intermediate.record_components

),

earlier_customers as (

    select
        source_system,
        source_record_id,
        customer_id
    from previous.customer_xref

),

records_with_their_component as (

    select
        records.*,
        -- A component has the number of its lowest record.
        coalesce(
            connected_records.component_number, records.record_number
        ) as component_number,
        connected_records.record_number is null as is_alone
    from records
    left join connected_records
        on records.record_number = connected_records.record_number

),

records_with_their_past as (

    select
        records_with_their_component.*,
        earlier_customers.customer_id as earlier_customer_id
    from records_with_their_component
    left join earlier_customers
        on records_with_their_component.source_system
            = earlier_customers.source_system
        and records_with_their_component.source_record_id
            = earlier_customers.source_record_id

)

select * from records_with_their_past
