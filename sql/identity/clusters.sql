-- clusters: the records of each customer, counted, and the rules that joined them.
-- grain:  one row per customer_id
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__resolved, intermediate.int_identity_edges__drawn
-- tags:   identity

with

joined_records as (

    select
        record_number,
        customer_id,
        source_system
    from intermediate.int_customer_records__resolved
    where not is_alone

),

records_counted as (

    select
        customer_id,
        cast(count(*) as int) as record_count,
        cast(count(distinct source_system) as int) as source_system_count
    from joined_records
    group by customer_id

),

rules_that_joined as (

    select distinct
        joined_records.customer_id,
        edges.rule_name
    from intermediate.int_identity_edges__drawn as edges
    inner join joined_records
        on edges.second_record_number = joined_records.record_number

),

rules_listed as (

    select
        customer_id,
        seg_sorted_text(array_agg(rule_name)) as matched_on
    from rules_that_joined
    group by customer_id

),

clusters_described as (

    select
        records_counted.customer_id,
        records_counted.record_count,
        records_counted.source_system_count,
        rules_listed.matched_on
    from records_counted
    inner join rules_listed
        on records_counted.customer_id = rules_listed.customer_id
    union all
    select
        customer_id,
        1 as record_count,
        1 as source_system_count,
        cast(null as string) as matched_on
    from intermediate.int_customer_records__resolved
    where is_alone

)

select * from clusters_described
