-- int_identity_edges__drawn: the pairs of records that agree by a rule: each record that shares a value, with the lowest
--         record that has it. One pair fewer than records per value connects them as well as all pairs would.
-- grain:  one row per rule_name, second_record_number
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__keyed, intermediate.int_match_values__counted
-- tags:   identity

with

shared_values as (

    select
        rule_name,
        match_value,
        lowest_record_number
    from intermediate.int_match_values__counted
    where not is_too_common

),

keyed_records as (

    select
        rule_name,
        match_value,
        record_number
    from intermediate.int_customer_records__keyed

),

edges_drawn as (

    select
        keyed_records.rule_name,
        shared_values.lowest_record_number as first_record_number,
        keyed_records.record_number as second_record_number
    from keyed_records
    inner join shared_values
        on keyed_records.rule_name = shared_values.rule_name
        and keyed_records.match_value = shared_values.match_value
    where keyed_records.record_number > shared_values.lowest_record_number

)

select * from edges_drawn
