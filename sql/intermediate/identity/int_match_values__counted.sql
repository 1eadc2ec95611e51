-- int_match_values__counted: the values that several records share, and which are too common to mean one customer.
-- grain:  one row per rule_name, match_value of several records
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__keyed
-- params: largest_group
-- tags:   identity

with

keyed_records as (

    select
        rule_name,
        match_value,
        record_number
    from intermediate.int_customer_records__keyed

),

values_counted as (

    select
        rule_name,
        match_value,
        count(*) as record_count,
        min(record_number) as lowest_record_number
    from keyed_records
    group by rule_name, match_value
    having count(*) > 1

),

values_judged as (

    -- An info@ address or a dummy number is many people's, so it is nobody's.
    select
        rule_name,
        match_value,
        record_count,
        lowest_record_number,
        record_count > :largest_group as is_too_common
    from values_counted

)

select * from values_judged
