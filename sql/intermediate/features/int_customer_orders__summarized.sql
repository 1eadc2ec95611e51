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

channels_ranked as (

    select
        channel,
        row_number() over (order by channel) as channel_rank
    from (select distinct channel from orders) as channels
    where channel is not null

),

business_units_ranked as (

    select
        business_unit,
        row_number() over (order by business_unit) as business_unit_rank
    from (select distinct business_unit from orders) as business_units
    where business_unit is not null

),

orders_placed_in_time as (

    select
        orders.*,
        -- A number that grows with the day and, within a day, with the name.
        -- Of several channels on one day the first by name counts, for the
        -- first channel as for the last.
        day_number * 1000000 + channel_rank as first_channel_place,
        day_number * 1000000 - channel_rank as last_channel_place,
        day_number * 1000000 - business_unit_rank as last_business_unit_place
    from (
        select
            *,
            seg_days_between(date '1900-01-01', ordered_date) as day_number
        from orders
    ) as orders
    left join channels_ranked
        on orders.channel = channels_ranked.channel
    left join business_units_ranked
        on orders.business_unit = business_units_ranked.business_unit

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
        min_by(channel, first_channel_place) filter (
            where is_sale and channel is not null
        ) as first_channel,
        max_by(channel, last_channel_place) filter (
            where is_sale and channel is not null
        ) as last_channel,
        max_by(business_unit, last_business_unit_place) filter (
            where is_sale and business_unit is not null
        ) as last_business_unit,
        min(ordered_date) filter (where is_sale) as first_ordered_date,
        max(ordered_date) filter (where is_sale) as last_ordered_date
    from orders_placed_in_time
    group by customer_number

)

select * from orders_summarized_to_customer
