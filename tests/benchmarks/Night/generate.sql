-- generate.sql: a made-up company, the same for the same seed, as Parquet files in the contract's columns.
-- params: seed, customer_count, line_count, customers_path, products_path, order_lines_path
--
-- Every value is drawn from a hash of (seed, what it is for, row number): no random(), so threads do not matter.
-- 24 months up to 2026-06-30 in time order; 3.5 lines per order; one document in 50 is a credit note and one order
-- in 100 a guest's; a few customers buy very often, one in 20 never; 15 % buy in another currency than EUR.

create or replace macro draw(purpose, number) as
    -- Hashed twice: one hash of several values only shifts from purpose to purpose.
    (hash(hash(:seed, purpose, number)) % 4294967296) / 4294967296.0::double;

copy (
    select
        'C' || lpad(cast(n as varchar), 8, '0') as source_record_id,
        if(draw('party', n) < 0.1, 'company', 'person') as party_type,
        cast(null as varchar) as legal_entity,
        cast(null as varchar) as parent_record_id,
        'Given' || floor(2000 * draw('given', n))::bigint as given_name,
        'Family' || floor(20000 * draw('family', n))::bigint as family_name,
        cast(null as varchar) as company_name,
        'customer' || n || '@example.com' as email,
        cast(null as varchar) as phone,
        floor(200 * draw('house', n))::bigint || ' High Street' as address_line,
        'City' || floor(500 * draw('city', n))::bigint as city,
        'R' || floor(8 * draw('region', n))::bigint as region,
        lpad(floor(99999 * draw('postcode', n))::bigint::varchar, 5, '0') as postcode,
        case
            when draw('currency', n) < 0.85 then ['DE', 'FR', 'NL', 'ES'][1 + floor(4 * draw('country', n))::bigint]
            when draw('currency', n) < 0.95 then 'US'
            else 'GB'
        end as country,
        date '1940-01-01' + floor(24000 * draw('birth', n))::int as birth_date,
        cast(null as varchar) as industry,
        cast(null as varchar) as employee_band,
        timestamp '2024-01-01' + to_seconds(floor(63072000 * draw('created', n))::bigint) as created_at,
        timestamp '2026-01-01' as updated_at,
        cast(null as varchar) as attributes
    from range(:customer_count) as numbers(n)
) to :customers_path (format parquet, compression zstd);

copy (
    select
        'P' || lpad(cast(n as varchar), 5, '0') as product_id,
        'Product ' || n as product_name,
        'Line ' || floor(8 * draw('line', n))::bigint as product_line,
        if(draw('category', n) < 0.02, null, 'Category ' || lpad(floor(24 * draw('category', n))::bigint::varchar, 2, '0')) as category,
        'Brand ' || floor(60 * draw('brand', n))::bigint as brand,
        (2 + 198 * pow(draw('price', n), 3))::decimal(18, 6) as list_price,
        (1 + 110 * pow(draw('price', n), 3))::decimal(18, 6) as unit_cost
    from range(5000) as numbers(n)
) to :products_path (format parquet, compression zstd);

copy (
    with

    orders as (

        select
            n as order_number,
            -- A power of an even draw: a few customers buy a hundred times as often as the others.
            cast(floor(0.95 * :customer_count * pow(draw('customer', n), 1.8)) as bigint) as customer_number,
            draw('guest', n) < 0.01 as is_guest,
            draw('credit', n) < 0.02 as is_credit,
            1 + cast(floor(6 * draw('lines', n)) as bigint) as line_count,
            make_timestamp(epoch_us(timestamp '2024-07-01') + cast(floor(n * 63072000e6 / (:line_count / 3.5)) as bigint)) as ordered_at,
            draw('channel', n) as channel_draw,
            draw('unit', n) as unit_draw,
            draw('region', n) as region_draw
        from range(cast(:line_count / 3.5 as bigint)) as numbers(n)

    ),

    orders_described as (

        select
            *,
            draw('currency', customer_number) as currency_draw,
            'O' || lpad(cast(order_number as varchar), 9, '0') as order_id,
            case when not is_guest then 'C' || lpad(cast(customer_number as varchar), 8, '0') end as source_record_id
        from orders

    ),

    lines_numbered as (

        -- unnest keeps the lines of an order together, as an export does; a join would not.
        select
            *,
            unnest(range(1, line_count + 1)) as line_number
        from orders_described

    ),

    lines as (

        select
            *,
            order_number * 8 + line_number as n
        from lines_numbered

    ),

    lines_drawn as (

        select
            *,
            cast(floor(5000 * pow(draw('product', n), 2.2)) as bigint) as product_number,
            1 + cast(floor(5 * pow(draw('quantity', n), 3)) as bigint) as quantity,
            case when draw('discount', n) < 0.2 then 0.1e0 else 0e0 end as discount_rate,
            case when is_credit then -1 else 1 end as sign
        from lines

    ),

    lines_priced as (

        select
            *,
            round((2 + 198 * pow(draw('price', product_number), 3)), 2) as price
        from lines_drawn

    ),

    lines_discounted as (

        select
            *,
            round(quantity * price * discount_rate, 2) as discount
        from lines_priced

    )

    select
        order_id,
        line_number,
        source_record_id,
        ordered_at,
        case when is_credit then 'credit' else 'sale' end as document_type,
        'P' || lpad(cast(product_number as varchar), 5, '0') as product_id,
        cast(quantity as decimal(18, 6)) as quantity,
        cast(price as decimal(18, 6)) as unit_price,
        cast(discount as decimal(18, 4)) as discount_amount,
        cast(round(quantity * price * 0.2e0, 2) as decimal(18, 4)) as tax_amount,
        cast(sign * (quantity * price - discount) as decimal(18, 4)) as line_amount,
        cast(
            case when product_number % 40 <> 0 then sign * round(quantity * price * 0.55e0, 2) end as decimal(18, 4)
        ) as cost_amount,
        case when currency_draw < 0.85 then 'EUR' when currency_draw < 0.95 then 'USD' else 'GBP' end as currency,
        case
            when channel_draw < 0.5 then 'web' when channel_draw < 0.7 then 'store'
            when channel_draw < 0.9 then 'app' else 'phone'
        end as channel,
        case when unit_draw < 0.6 then 'Retail' when unit_draw < 0.9 then 'Wholesale' else 'Services' end as business_unit,
        'R' || cast(cast(floor(8 * region_draw) as bigint) as varchar) as region
    from lines_discounted
) to :order_lines_path (format parquet, compression zstd);
