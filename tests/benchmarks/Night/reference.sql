-- reference.sql: the same feature columns and RFM scores in one script for one engine, as fast as we could write it.
-- params: snapshot_date, customers_path, products_path, order_lines_path
--
-- It is what a good analyst would keep if speed were all: one source system, no identity, no headers, no audits, no
-- tables for others to read, DuckDB's own SQL. The night's transforms are measured against it. What was tried and was
-- not faster: text keys instead of numbers for products and customers, count(distinct), a name per customer in the wide
-- aggregate, amounts added up after a join.

create or replace temp table rates as
    select * from (values ('EUR', 1::decimal(18, 6)), ('USD', 0.92), ('GBP', 1.17)) as t(currency, rate);

create or replace temp table customers as
    select source_record_id, country, row_number() over ()::int as customer_number
    from read_parquet(:customers_path);

create or replace temp table products as
    select
        product_id,
        category,
        row_number() over ()::int as product_number,
        dense_rank() over (order by category)::int as category_number
    from read_parquet(:products_path);

create or replace temp table orders as
    with lines as (
        select
            source_record_id,
            order_id,
            document_type,
            l.currency,
            channel,
            business_unit,
            ordered_at::date as ordered_date,
            case when rate = 1 then line_amount else (line_amount * rate)::decimal(18, 4) end as amount,
            case when rate = 1 then discount_amount else (discount_amount * rate)::decimal(18, 4) end as discount,
            case when rate = 1 then cost_amount else (cost_amount * rate)::decimal(18, 4) end as cost
        from read_parquet(:order_lines_path) l
        join rates using (currency)
        where ordered_at < :snapshot_date and source_record_id is not null
    ),
    folded as (
        select
            source_record_id,
            order_id,
            document_type,
            currency,
            min(channel) as channel,
            min(business_unit) as business_unit,
            count(*) as line_count,
            sum(amount)::decimal(18, 4) as amount,
            sum(discount)::decimal(18, 4) as discount,
            sum(amount - cost)::decimal(18, 4) as margin,
            min(ordered_date) as ordered_date
        from lines
        group by all
    )
    select
        customer_number,
        document_type = 'sale' as is_sale,
        currency,
        channel,
        business_unit,
        line_count,
        amount,
        discount,
        margin,
        ordered_date
    from folded
    join customers using (source_record_id);

create or replace temp table categories as
    with lines as (
        select
            customer_number,
            product_number,
            category_number,
            document_type = 'sale' as is_sale,
            case when rate = 1 then line_amount else (line_amount * rate)::decimal(18, 4) end as amount
        from read_parquet(:order_lines_path) l
        join rates using (currency)
        join customers using (source_record_id)
        left join products using (product_id)
        where ordered_at < :snapshot_date
    ),
    folded as (
        select customer_number, product_number, category_number, bool_or(is_sale) as was_bought, sum(amount) as amount
        from lines
        group by all
    ),
    by_category as (
        select
            customer_number,
            category_number,
            count(product_number) filter (where was_bought) as product_count,
            sum(amount)::decimal(18, 4) as amount
        from folded
        group by all
    )
    select
        customer_number,
        sum(product_count)::bigint as product_count,
        count(*) filter (where product_count > 0 and category is not null) as category_count,
        max_by(category_number, amount - category_number * 0.0000000001)
            filter (where amount > 0 and category is not null) as top_category_number,
        max(amount) filter (where amount > 0 and category is not null) as top_amount,
        sum(amount) filter (where amount > 0) as positive_amount
    from by_category
    left join (select distinct category_number, category from products) using (category_number)
    group by all;

create or replace table reference_features as
    with

    channels as (
        select channel, row_number() over (order by channel) as channel_rank from (select distinct channel from orders)
    ),

    units as (
        select business_unit, row_number() over (order by business_unit) as unit_rank
        from (select distinct business_unit from orders)
    ),

    summed as (
        select
            customer_number,
            count(*) filter (where is_sale) as order_count,
            count(*) filter (where not is_sale) as credit_count,
            sum(line_count)::bigint as line_count,
            count(*) filter (where is_sale and isodow(ordered_date) >= 6) as weekend_count,
            count(*) filter (where is_sale and ordered_date >= :snapshot_date - 30) as order_count_30d,
            count(*) filter (where is_sale and ordered_date >= :snapshot_date - 90) as order_count_90d,
            count(*) filter (where is_sale and ordered_date >= :snapshot_date - 180) as order_count_180d,
            count(*) filter (where is_sale and ordered_date >= :snapshot_date - 365) as order_count_365d,
            coalesce(sum(amount) filter (where is_sale), 0) as sale_amount,
            coalesce(sum(amount) filter (where not is_sale), 0) as credit_amount,
            sum(discount) filter (where is_sale) as discount_amount,
            sum(margin) as margin_amount,
            coalesce(sum(amount) filter (where ordered_date >= :snapshot_date - 30), 0) as spend_30d_amount,
            coalesce(sum(amount) filter (where ordered_date >= :snapshot_date - 90), 0) as spend_90d_amount,
            coalesce(sum(amount) filter (where ordered_date >= :snapshot_date - 180), 0) as spend_180d_amount,
            coalesce(sum(amount) filter (where ordered_date >= :snapshot_date - 365), 0) as spend_365d_amount,
            min(ordered_date) filter (where is_sale) as first_ordered_date,
            max(ordered_date) filter (where is_sale) as last_ordered_date
        from orders
        group by customer_number
    ),

    ends as (
        select
            customer_number,
            min_by(channel_rank, (ordered_date - date '1900-01-01') * 1000 + channel_rank) filter (where is_sale) as first_rank,
            max_by(channel_rank, (ordered_date - date '1900-01-01') * 1000 - channel_rank) filter (where is_sale) as last_rank,
            max_by(unit_rank, (ordered_date - date '1900-01-01') * 1000 - unit_rank) filter (where is_sale) as last_unit_rank
        from orders
        left join channels using (channel)
        left join units using (business_unit)
        group by customer_number
    ),

    gaps as (
        select
            customer_number,
            ordered_date,
            ordered_date - lag(ordered_date) over (partition by customer_number order by ordered_date) as gap
        from orders
        where is_sale
    ),

    intervals as (
        select
            customer_number,
            count(*) as n,
            sum(gap)::bigint as days,
            sum(gap * gap)::bigint as squares,
            max_by(gap, ordered_date) as last_gap_days
        from gaps
        where gap > 0
        group by customer_number
    ),

    currencies as (
        select customer_number, count(*) as currency_count
        from (select distinct customer_number, currency from orders)
        group by customer_number
    )

    select
        source_record_id as customer_id,
        first_ordered_date,
        last_ordered_date,
        :snapshot_date - last_ordered_date as recency_days,
        :snapshot_date - first_ordered_date as tenure_days,
        last_ordered_date - first_ordered_date as repeat_span_days,
        coalesce(order_count, 0) as order_count,
        coalesce(credit_count, 0) as credit_count,
        greatest(coalesce(order_count, 0) - 1, 0) as repeat_order_count,
        coalesce(line_count, 0) as line_count,
        coalesce(sale_amount, 0)::decimal(18, 4) as sale_amount,
        coalesce(credit_amount, 0)::decimal(18, 4) as credit_amount,
        coalesce(sale_amount + credit_amount, 0)::decimal(18, 4) as net_spend_amount,
        margin_amount::decimal(18, 4) as margin_amount,
        -- Halves up, exactly: a division of doubles rounds some down.
        case
            when order_count > 0
                then (((2 * (sale_amount * 10000)::hugeint + order_count) // (2 * order_count))::decimal(18, 0) * 0.0001)::decimal(18, 4)
        end as average_order_amount,
        coalesce(spend_30d_amount, 0)::decimal(18, 4) as spend_30d_amount,
        coalesce(spend_90d_amount, 0)::decimal(18, 4) as spend_90d_amount,
        coalesce(spend_180d_amount, 0)::decimal(18, 4) as spend_180d_amount,
        coalesce(spend_365d_amount, 0)::decimal(18, 4) as spend_365d_amount,
        coalesce(order_count_30d, 0) as order_count_30d,
        coalesce(order_count_90d, 0) as order_count_90d,
        coalesce(order_count_180d, 0) as order_count_180d,
        coalesce(order_count_365d, 0) as order_count_365d,
        case
            when spend_180d_amount > spend_90d_amount
                then spend_90d_amount::double / (spend_180d_amount - spend_90d_amount)::double
        end as spend_trend_ratio,
        order_count_90d::double / nullif(order_count_180d - order_count_90d, 0) as order_trend_ratio,
        days::double / n as interval_mean_days,
        case when n > 1 then sqrt((n * squares - days * days)::double / (n * (n - 1))) end as interval_sd_days,
        last_gap_days,
        coalesce(product_count, 0) as product_count,
        coalesce(category_count, 0) as category_count,
        top_categories.category as top_category,
        top_amount::double / positive_amount::double as top_category_share,
        case
            when sale_amount + discount_amount > 0
                then discount_amount::double / (sale_amount + discount_amount)::double
        end as discount_share,
        case when sale_amount > 0 then -credit_amount::double / sale_amount::double end as return_rate,
        weekend_count::double / nullif(order_count, 0) as weekend_share,
        (order_count - weekend_count)::double / nullif(order_count, 0) as weekday_share,
        first_channels.channel as first_channel,
        last_channels.channel as last_channel,
        units.business_unit as last_business_unit,
        country,
        coalesce(currency_count, 0) as currency_count
    from customers
    left join summed using (customer_number)
    left join ends using (customer_number)
    left join intervals using (customer_number)
    left join categories using (customer_number)
    left join currencies using (customer_number)
    left join channels as first_channels on first_rank = first_channels.channel_rank
    left join channels as last_channels on last_rank = last_channels.channel_rank
    left join (select distinct category_number, category from products) as top_categories
        on top_category_number = top_categories.category_number
    left join units on last_unit_rank = units.unit_rank;

-- Scores are cuts at the quintiles of the customers who can be scored: equal values always share a score.
create or replace table reference_rfm as
    with

    scored as (
        select customer_id, recency_days, order_count, net_spend_amount
        from reference_features
        where order_count > 0 and net_spend_amount >= 0
    ),

    cuts as (
        select
            quantile_disc(recency_days, [0.2, 0.4, 0.6, 0.8]) as recency,
            quantile_disc(order_count, [0.2, 0.4, 0.6, 0.8]) as frequency,
            quantile_disc(net_spend_amount, [0.2, 0.4, 0.6, 0.8]) as monetary
        from scored
    )

    select
        customer_id,
        5 - (recency_days > recency[1])::int - (recency_days > recency[2])::int
            - (recency_days > recency[3])::int - (recency_days > recency[4])::int as r,
        1 + (order_count > frequency[1])::int + (order_count > frequency[2])::int
            + (order_count > frequency[3])::int + (order_count > frequency[4])::int as f,
        1 + (net_spend_amount > monetary[1])::int + (net_spend_amount > monetary[2])::int
            + (net_spend_amount > monetary[3])::int + (net_spend_amount > monetary[4])::int as m
    from scored
    cross join cuts;
