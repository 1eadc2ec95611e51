-- int_customer_records__described: the known records with their attributes, before it is decided whose are believed.
--         The attributes are the latest version of each record: sources that overwrite keep no earlier one.
-- grain:  one row per source_system, source_record_id known before the snapshot date
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__known, staging.stg_raw__customers,
--         intermediate.int_customer_parents__resolved
-- as:     view
-- tags:   identity

with

known_records as (

    select * from intermediate.int_customer_records__known

),

attributes_of_records as (

    select
        records.*,
        -- A parent that resolved to the very same customer is no parent.
        nullif(
            parents.parent_customer_id, records.customer_id
        ) as parent_customer_id,
        customers.party_type,
        customers.legal_entity,
        customers.given_name,
        customers.family_name,
        customers.company_name,
        customers.email,
        customers.phone,
        customers.address_line,
        customers.city,
        customers.region,
        customers.postcode,
        customers.country,
        customers.birth_date,
        customers.industry,
        customers.employee_band,
        customers.attributes,
        coalesce(customers.updated_at, customers.created_at) as recorded_at,
        customers.loaded_at
    from known_records as records
    left join staging.stg_raw__customers as customers
        on records.source_system = customers.source_system
        and records.source_record_id = customers.source_record_id
    left join intermediate.int_customer_parents__resolved as parents
        on customers.source_system = parents.source_system
        and customers.parent_record_id = parents.parent_record_id

)

select * from attributes_of_records
