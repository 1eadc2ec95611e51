-- int_customer_records__normalized: each record's identifiers in the one spelling in which they are compared.
-- grain:  one row per record_number
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__collected, staging.stg_raw__customers
-- as:     view
-- tags:   identity

with

records as (

    select
        record_number,
        source_system,
        source_record_id
    from intermediate.int_customer_records__collected

),

identifiers as (

    select
        source_system,
        source_record_id,
        lower(trim(email)) as email,
        seg_digits(phone) as phone_digits,
        attributes
    from staging.stg_raw__customers

),

records_with_match_keys as (

    select
        records.record_number,
        -- As written: some systems tell ids apart by case alone.
        records.source_record_id,
        case
            when identifiers.email like '_%@_%' then identifiers.email
        end as email_key,
        -- Fewer digits than a local number has are an extension or a slip.
        case
            when length(identifiers.phone_digits) >= 7
                then identifiers.phone_digits
        end as phone_key,
        identifiers.attributes
    from records
    left join identifiers
        on records.source_system = identifiers.source_system
        and records.source_record_id = identifiers.source_record_id

)

select * from records_with_match_keys
