-- int_customers__merged: the customers of several records, each as one row made of the values that survived.
-- grain:  one row per customer_id of several records
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__known, intermediate.int_customer_attributes__survived
-- as:     view
-- tags:   identity

with

records_ranked as (

    select
        records.*,
        row_number() over (
            partition by customer_id
            order by known_from_date nulls last, source_system, source_record_id
        ) as age_rank
    from intermediate.int_customer_records__known as records
    where not is_alone

),

records_counted as (

    select
        customer_id,
        min(created_date) as created_date,
        min(known_from_date) as known_from_date,
        cast(count(*) as int) as record_count,
        cast(count(distinct source_system) as int) as source_system_count,
        max(case when age_rank = 1 then source_system end)
            as first_source_system
    from records_ranked
    group by customer_id

),

values_side_by_side as (

    select
        customer_id,
        max(case when attribute = 'party_type' then attribute_value end)
            as party_type,
        max(case when attribute = 'legal_entity' then attribute_value end)
            as legal_entity,
        max(case when attribute = 'parent_record_id' then attribute_value end)
            as parent_customer_id,
        max(case when attribute = 'given_name' then attribute_value end)
            as given_name,
        max(case when attribute = 'family_name' then attribute_value end)
            as family_name,
        max(case when attribute = 'company_name' then attribute_value end)
            as company_name,
        max(case when attribute = 'email' then attribute_value end) as email,
        max(case when attribute = 'phone' then attribute_value end) as phone,
        max(case when attribute = 'address_line' then attribute_value end)
            as address_line,
        max(case when attribute = 'city' then attribute_value end) as city,
        max(case when attribute = 'region' then attribute_value end) as region,
        max(case when attribute = 'postcode' then attribute_value end)
            as postcode,
        max(case when attribute = 'country' then attribute_value end)
            as country,
        cast(max(case when attribute = 'birth_date' then attribute_value end)
            as date) as birth_date,
        max(case when attribute = 'industry' then attribute_value end)
            as industry,
        max(case when attribute = 'employee_band' then attribute_value end)
            as employee_band,
        max(case when attribute = 'attributes' then attribute_value end)
            as attributes
    from intermediate.int_customer_attributes__survived
    group by customer_id

),

customers_merged as (

    select
        records_counted.*,
        values_side_by_side.party_type,
        values_side_by_side.legal_entity,
        values_side_by_side.parent_customer_id,
        values_side_by_side.given_name,
        values_side_by_side.family_name,
        values_side_by_side.company_name,
        values_side_by_side.email,
        values_side_by_side.phone,
        values_side_by_side.address_line,
        values_side_by_side.city,
        values_side_by_side.region,
        values_side_by_side.postcode,
        values_side_by_side.country,
        values_side_by_side.birth_date,
        values_side_by_side.industry,
        values_side_by_side.employee_band,
        values_side_by_side.attributes
    from records_counted
    left join values_side_by_side
        on records_counted.customer_id = values_side_by_side.customer_id

)

select * from customers_merged
