-- int_identity_components__named: the customer id of each component: the earlier one it keeps, or a new one that is made
--         from the key of its lowest record and that nobody has, or ever had.
-- grain:  one row per component_number
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_records__grouped, intermediate.int_earlier_ids__placed,
--         previous.customer_xref, previous.id_changes
-- tags:   identity

with

lowest_records as (

    select
        component_number,
        source_system || '|' || source_record_id as record_key,
        earlier_customer_id
    from intermediate.int_customer_records__grouped
    where record_number = component_number

),

decided_components as (

    select
        component_number,
        max(case when is_kept then earlier_customer_id end) as kept_customer_id
    from intermediate.int_earlier_ids__placed
    group by component_number

),

components_with_kept_ids as (

    -- Nothing to decide: a record on its own is the customer it was.
    select
        lowest_records.component_number,
        lowest_records.record_key,
        case
            when decided_components.component_number is not null
                then decided_components.kept_customer_id
            else lowest_records.earlier_customer_id
        end as kept_customer_id
    from lowest_records
    left join decided_components
        on lowest_records.component_number = decided_components.component_number

),

new_components as (

    select
        component_number,
        record_key,
        'C' || upper(left(md5(record_key), 11)) as short_id,
        'C' || upper(left(md5(record_key), 16)) as long_id
    from components_with_kept_ids
    where kept_customer_id is null

),

colliding_ids as (

    select short_id
    from new_components
    group by short_id
    having count(*) > 1

),

changes_counted as (

    select cast(count(*) as string) as change_count
    from previous.id_changes

),

used_ids as (

    select customer_id from previous.customer_xref
    union all
    select old_customer_id as customer_id from previous.id_changes
    union all
    select new_customer_id as customer_id from previous.id_changes

),

used_short_ids as (

    select distinct used_ids.customer_id
    from used_ids
    inner join new_components on used_ids.customer_id = new_components.short_id

),

used_long_ids as (

    select distinct used_ids.customer_id
    from used_ids
    inner join new_components on used_ids.customer_id = new_components.long_id

),

ids_minted as (

    -- The third spelling is for a record that comes and goes: each time its
    -- customer ended, id_changes grew, so the text is new.
    select
        new_components.component_number,
        case
            when colliding_ids.short_id is null
                and used_short_ids.customer_id is null
                then new_components.short_id
            when used_long_ids.customer_id is null then new_components.long_id
            else 'C' || upper(left(md5(
                new_components.record_key || '|' || changes_counted.change_count
            ), 16))
        end as customer_id
    from new_components
    cross join changes_counted
    left join colliding_ids on new_components.short_id = colliding_ids.short_id
    left join used_short_ids
        on new_components.short_id = used_short_ids.customer_id
    left join used_long_ids on new_components.long_id = used_long_ids.customer_id

),

components_named as (

    select
        component_number,
        kept_customer_id as customer_id,
        false as is_minted
    from components_with_kept_ids
    where kept_customer_id is not null
    union all
    select
        component_number,
        customer_id,
        true as is_minted
    from ids_minted

)

select * from components_named
