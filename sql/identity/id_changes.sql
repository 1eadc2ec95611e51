-- id_changes: the bridge from customer ids that records had to the ids they have now; earlier changes and this night's.
--         merge: the customer became part of another. split: some of its records left it. end: no record of it is left,
--         so there is no new id.
-- grain:  one row per old_customer_id, new_customer_id, run_id
-- owner:  customer-analytics
-- reads:  previous.id_changes, previous.customer_xref, intermediate.int_customer_records__resolved,
--         intermediate.int_earlier_ids__placed
-- params: snapshot_date, run_id, started_at
-- tags:   identity

with

moved_parts as (

    select distinct
        component_number,
        earlier_customer_id,
        customer_id
    from intermediate.int_customer_records__resolved
    where earlier_customer_id <> customer_id

),

moves as (

    select
        -- Whoever follows an id that is gone is led to most of its records.
        case
            when earlier_ids.is_largest_part then 'merge' else 'split'
        end as change_type,
        moved_parts.earlier_customer_id as old_customer_id,
        moved_parts.customer_id as new_customer_id
    from moved_parts
    inner join intermediate.int_earlier_ids__placed as earlier_ids
        on moved_parts.component_number = earlier_ids.component_number
        and moved_parts.earlier_customer_id = earlier_ids.earlier_customer_id

),

ends as (

    select distinct
        'end' as change_type,
        earlier_customers.customer_id as old_customer_id,
        cast(null as string) as new_customer_id
    from previous.customer_xref as earlier_customers
    left join intermediate.int_customer_records__resolved as records
        on earlier_customers.customer_id = records.earlier_customer_id
    where records.earlier_customer_id is null

),

changes as (

    select * from moves
    union all
    select * from ends

),

changes_recorded as (

    select
        change_type,
        old_customer_id,
        new_customer_id,
        snapshot_date,
        run_id,
        changed_at
    from previous.id_changes
    union all
    select
        change_type,
        old_customer_id,
        new_customer_id,
        :snapshot_date as snapshot_date,
        :run_id as run_id,
        :started_at as changed_at
    from changes

)

select * from changes_recorded
