-- int_customer_attributes__survived: for customers of several records, the value that is believed and the record it is from.
-- grain:  one row per customer_id, attribute with a value
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__described, config.survivorship, config.survivorship_order
-- tags:   identity

with

records as (

    -- Most customers are one record and need no decision.
    select *
    from intermediate.int_customer_records__described
    where not is_alone

),

attribute_names as (

    select *
    from (values
        ('party_type'), ('legal_entity'), ('parent_record_id'), ('given_name'),
        ('family_name'), ('company_name'), ('email'), ('phone'),
        ('address_line'), ('city'), ('region'), ('postcode'), ('country'),
        ('birth_date'), ('industry'), ('employee_band'), ('attributes')
    ) as names(attribute)

),

values_of_records as (

    select
        records.customer_id,
        records.source_system,
        records.source_record_id,
        records.recorded_at,
        records.loaded_at,
        attribute_names.attribute,
        case attribute_names.attribute
            when 'party_type' then records.party_type
            when 'legal_entity' then records.legal_entity
            when 'parent_record_id' then records.parent_customer_id
            when 'given_name' then records.given_name
            when 'family_name' then records.family_name
            when 'company_name' then records.company_name
            when 'email' then records.email
            when 'phone' then records.phone
            when 'address_line' then records.address_line
            when 'city' then records.city
            when 'region' then records.region
            when 'postcode' then records.postcode
            when 'country' then records.country
            when 'birth_date' then cast(records.birth_date as string)
            when 'industry' then records.industry
            when 'employee_band' then records.employee_band
            when 'attributes' then records.attributes
        end as attribute_value
    from records
    cross join attribute_names

),

values_ranked as (

    -- Undated records are of unknown age: they come last either way.
    select
        candidates.*,
        row_number() over (
            partition by candidates.customer_id, candidates.attribute
            order by
                coalesce(preferences.priority, 1000000),
                case when orders.take = 'oldest' then candidates.recorded_at end
                    asc nulls last,
                case when orders.take = 'oldest' then candidates.loaded_at end
                    asc nulls last,
                candidates.recorded_at desc nulls last,
                candidates.loaded_at desc nulls last,
                candidates.source_system,
                candidates.source_record_id
        ) as preference_rank
    from values_of_records as candidates
    left join config.survivorship as preferences
        on candidates.attribute = preferences.attribute
        and candidates.source_system = preferences.source_system
    left join config.survivorship_order as orders
        on candidates.attribute = orders.attribute
    where trim(candidates.attribute_value) <> ''

),

values_survived as (

    select
        customer_id,
        attribute,
        attribute_value,
        source_system,
        source_record_id
    from values_ranked
    where preference_rank = 1

)

select * from values_survived
