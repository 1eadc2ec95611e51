-- stg_raw__customers: each source record of a customer, in its latest version. A table, since many steps read it and
--         choosing the version sorts every row.
-- grain:  one row per source_system, source_record_id
-- owner:  customer-analytics
-- reads:  raw.customers
-- tags:   staging

with

customer_versions as (

    select
        *,
        -- The last two keys only decide between versions that came together.
        row_number() over (
            partition by
                source_system,
                source_record_id
            order by
                updated_at desc nulls last,
                loaded_at desc nulls last,
                source_file desc nulls last,
                source_row desc nulls last
        ) as version_number
    from raw.customers

),

latest_versions as (

    select
        source_system,
        source_record_id,
        party_type,
        legal_entity,
        parent_record_id,
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
        industry,
        employee_band,
        attributes,
        birth_date,
        created_at,
        updated_at,
        loaded_at,
        load_id,
        source_file,
        source_row
    from customer_versions
    where version_number = 1

)

select * from latest_versions
