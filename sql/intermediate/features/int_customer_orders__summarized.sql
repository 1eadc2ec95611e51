-- int_customer_orders__summarized: each customer's orders and credit notes before the snapshot date, counted and added up.
-- grain:  one row per customer_number with an order or a credit note
-- owner:  customer-analytics
-- reads:  intermediate.int_orders__folded
-- as:     view
-- params: snapshot_date
-- tags:   features

with

orders as (

    select
        *,
        document_type = 'sale' as is_sale,
        document_type = 'credit' as is_credit
    from intermediate.int_orders__folded
    where customer_number is not null

),

channels_numbered as (

    select
        channel,
        row_number() over (order by channel) as channel_number
    from (select distinct channel from orders) as channels
    where channel is not null

),

business_units_numbered as (

    select
        business_unit,
        row_number() over (order by business_unit) as business_unit_number
    from (select distinct business_unit from orders) as business_units
    where business_unit is not null

),

orders_placed_in_time as (

    -- Numbers instead of names: keeping a name per customer while adding up
    -- costs as much as all the rest.
    select
        orders.*,
        channels_numbered.channel_number,
        business_units_numbered.business_unit_number,
        -- Grows with the day and, within a day, with the name. Of several
        -- channels on one day the first by name counts, for the first channel
        -- as for the last.
        day_number * 1000000 + channel_number as first_channel_place,
        day_number * 1000000 - channel_number as last_channel_place,
        day_number * 1000000 - business_unit_number as last_unit_place
    from (
        select
            *,
            seg_days_between(date '1900-01-01', ordered_date) as day_number
        from orders
    ) as orders
    left join channels_numbered
        on orders.channel = channels_numbered.channel
    left join business_units_numbered
        on orders.business_unit = business_units_numbered.business_unit

),

orders_summarized_to_customer as (

    select
        customer_number,
        count(*) filter (where is_sale) as order_count,
        count(*) filter (where is_credit) as credit_count,
        cast(sum(line_count) as bigint) as line_count,
        count(*) filter (
            where is_sale and seg_weekday(ordered_date) >= 6
        ) as weekend_order_count,
        count(*) filter (
            where is_sale and ordered_date >= date_add(:snapshot_date, -30)
        ) as order_count_30d,
        count(*) filter (
            where is_sale and ordered_date >= date_add(:snapshot_date, -90)
        ) as order_count_90d,
        count(*) filter (
            where is_sale and ordered_date >= date_add(:snapshot_date, -180)
        ) as order_count_180d,
        count(*) filter (
            where is_sale and ordered_date >= date_add(:snapshot_date, -365)
        ) as order_count_365d,
        sum(reporting_amount) filter (where is_sale) as sale_amount,
        sum(reporting_amount) filter (where is_credit) as credit_amount,
        sum(reporting_discount_amount) filter (
            where is_sale
        ) as discount_amount,
        sum(reporting_margin_amount) as margin_amount,
        sum(reporting_amount) filter (
            where ordered_date >= date_add(:snapshot_date, -30)
        ) as spend_30d_amount,
        sum(reporting_amount) filter (
            where ordered_date >= date_add(:snapshot_date, -90)
        ) as spend_90d_amount,
        sum(reporting_amount) filter (
            where ordered_date >= date_add(:snapshot_date, -180)
        ) as spend_180d_amount,
        sum(reporting_amount) filter (
            where ordered_date >= date_add(:snapshot_date, -365)
        ) as spend_365d_amount,
        min_by(channel_number, first_channel_place) filter (
            where is_sale and channel_number is not null
        ) as first_channel_number,
        max_by(channel_number, last_channel_place) filter (
            where is_sale and channel_number is not null
        ) as last_channel_number,
        max_by(business_unit_number, last_unit_place) filter (
            where is_sale and business_unit_number is not null
        ) as last_business_unit_number,
        min(ordered_date) filter (where is_sale) as first_ordered_date,
        max(ordered_date) filter (where is_sale) as last_ordered_date
    from orders_placed_in_time
    group by customer_number

),

names_returned as (

    select
        orders.*,
        first_channels.channel as first_channel,
        last_channels.channel as last_channel,
        business_units_numbered.business_unit as last_business_unit
    from orders_summarized_to_customer as orders
    left join channels_numbered as first_channels
        on orders.first_channel_number = first_channels.channel_number
    left join channels_numbered as last_channels
        on orders.last_channel_number = last_channels.channel_number
    left join business_units_numbered
        on orders.last_business_unit_number
            = business_units_numbered.business_unit_number

)

select * from names_returned
