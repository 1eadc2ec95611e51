-- customers: every customer known on the snapshot date, as the most believed of its records describe it. A customer
--         that only orders name has no attributes; its country stays null rather than being guessed from where it bought.
-- grain:  one row per customer_id known before the snapshot date
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__described, intermediate.int_customers__merged

with

customers_of_one_record as (

    select
        customer_id,
        party_type,
        legal_entity,
        parent_customer_id,
        given_name,
        family_name,
        company_name,
        email,
        phone,
        address_line,
        city,
        region,
        postcode,
        country,
        birth_date,
        industry,
        employee_band,
        attributes,
        created_date,
        known_from_date,
        1 as record_count,
        1 as source_system_count,
        source_system as first_source_system
    from intermediate.int_customer_records__described
    where is_alone

),

customers_of_several_records as (

    select
        customer_id,
        party_type,
        legal_entity,
        parent_customer_id,
        given_name,
        family_name,
        company_name,
        email,
        phone,
        address_line,
        city,
        region,
        postcode,
        country,
        birth_date,
        industry,
        employee_band,
        attributes,
        created_date,
        known_from_date,
        record_count,
        source_system_count,
        first_source_system
    from intermediate.int_customers__merged

),

customers_gathered as (

    select * from customers_of_one_record
    union all
    select * from customers_of_several_records

)

select * from customers_gathered
