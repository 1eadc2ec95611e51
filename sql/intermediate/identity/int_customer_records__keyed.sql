-- int_customer_records__keyed: the value by which each rule of the configuration may match a record.
-- grain:  one row per rule_name, record_number that has a value for the rule
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__normalized, config.match_rules
-- tags:   identity

with

records as (

    select
        record_number,
        source_record_id,
        email_key,
        phone_key,
        attributes
    from intermediate.int_customer_records__normalized

),

match_rules as (

    select
        rule_name,
        match_on,
        attribute_name
    from config.match_rules

),

records_under_each_rule as (

    select
        match_rules.rule_name,
        records.record_number,
        case match_rules.match_on
            when 'email' then records.email_key
            when 'phone' then records.phone_key
            when 'source_record_id' then records.source_record_id
            when 'attribute' then nullif(lower(trim(seg_json_text(
                records.attributes, match_rules.attribute_name
            ))), '')
        end as match_value
    from records
    cross join match_rules

),

records_with_a_value as (

    select *
    from records_under_each_rule
    where match_value is not null

)

select * from records_with_a_value
