-- int_customer_orders__ends_found: the channel of each customer's first and last order, and the last business unit.
-- grain:  one row per customer_number with an order
-- owner:  customer-analytics
-- reads:  intermediate.int_orders__folded
-- as:     view
-- tags:   features

with

orders as (

    select
        customer_number,
        channel,
        business_unit,
        seg_days_between(date '1900-01-01', ordered_date) as day_number
    from intermediate.int_orders__folded
    where document_type = 'sale'
        and customer_number is not null

),

channels_numbered as (

    select
        channel,
        row_number() over (order by channel) as channel_number
    from (
        select distinct channel
        from intermediate.int_orders__folded
        where channel is not null
    ) as channels

),

business_units_numbered as (

    select
        business_unit,
        row_number() over (order by business_unit) as business_unit_number
    from (
        select distinct business_unit
        from intermediate.int_orders__folded
        where business_unit is not null
    ) as business_units

),

orders_placed_in_time as (

    -- Numbers instead of names: keeping the name of every customer's best order
    -- so far costs several times as much.
    select
        orders.customer_number,
        channels_numbered.channel_number,
        business_units_numbered.business_unit_number,
        -- Grows with the day and, within a day, with the name. Of several
        -- channels on one day the first by name counts, for the first channel
        -- as for the last.
        day_number * 1000000 + channel_number as first_channel_place,
        day_number * 1000000 - channel_number as last_channel_place,
        day_number * 1000000 - business_unit_number as last_unit_place
    from orders
    left join channels_numbered
        on orders.channel = channels_numbered.channel
    left join business_units_numbered
        on orders.business_unit = business_units_numbered.business_unit

),

ends_found as (

    -- An order that tells no channel has no place, and is passed over.
    select
        customer_number,
        min_by(channel_number, first_channel_place) as first_channel_number,
        max_by(channel_number, last_channel_place) as last_channel_number,
        max_by(
            business_unit_number, last_unit_place
        ) as last_business_unit_number
    from orders_placed_in_time
    group by customer_number

),

names_returned as (

    select
        ends_found.customer_number,
        first_channels.channel as first_channel,
        last_channels.channel as last_channel,
        business_units_numbered.business_unit as last_business_unit
    from ends_found
    left join channels_numbered as first_channels
        on ends_found.first_channel_number = first_channels.channel_number
    left join channels_numbered as last_channels
        on ends_found.last_channel_number = last_channels.channel_number
    left join business_units_numbered
        on ends_found.last_business_unit_number
            = business_units_numbered.business_unit_number

)

select * from names_returned
