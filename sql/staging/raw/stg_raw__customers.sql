-- stg_raw__customers: the newest version of every customer record.
-- grain:  one row per source_system and source_record_id
-- owner:  data-engineering
-- reads:  raw.customers

with

customers as (

    select customers.*
    from raw.customers

),

versions_ranked as (

    select
        customers.*,
        row_number() over (
            partition by source_system, source_record_id
            order by coalesce(updated_at, created_at) desc nulls last, loaded_at desc, load_id desc, source_file desc, source_row desc
        ) as version_rank
    from customers

)

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
    birth_date,
    industry,
    employee_band,
    created_at,
    updated_at,
    attributes,
    loaded_at,
    load_id,
    source_file,
    source_row
from versions_ranked
where version_rank = 1
