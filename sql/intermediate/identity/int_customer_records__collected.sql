-- int_customer_records__collected: every record of every source system, whether it came with attributes or only with
--         orders. Not as of a date: identity is what is known now, so a record loaded after the snapshot date may join
--         two customers of before it. What may not look ahead, attributes and orders, is filtered where it is read.
-- grain:  one row per source_system, source_record_id
-- owner:  customer-analytics
-- reads:  staging.stg_raw__customers, staging.stg_raw__order_lines
-- tags:   identity

with

described_records as (

    select
        source_system,
        source_record_id,
        cast(created_at as date) as created_date,
        cast(null as date) as first_ordered_date
    from staging.stg_raw__customers

),

ordering_records as (

    select
        source_system,
        source_record_id,
        cast(null as date) as created_date,
        min(ordered_date) as first_ordered_date
    from staging.stg_raw__order_lines
    -- A line without a record is a guest's: there is nobody to resolve.
    where source_record_id is not null
    group by source_system, source_record_id

),

records_gathered as (

    select * from described_records
    union all
    select * from ordering_records

),

records_collected as (

    select
        source_system,
        source_record_id,
        min(created_date) as created_date,
        min(first_ordered_date) as first_ordered_date
    from records_gathered
    group by source_system, source_record_id

),

records_numbered as (

    -- Dense from 0 in the order of the key: the number of a record is its
    -- place in the arrays that link them.
    select
        cast(row_number() over (
            order by source_system, source_record_id
        ) - 1 as int) as record_number,
        source_system,
        source_record_id,
        created_date,
        first_ordered_date,
        least(created_date, first_ordered_date) as known_from_date
    from records_collected

)

select * from records_numbered
