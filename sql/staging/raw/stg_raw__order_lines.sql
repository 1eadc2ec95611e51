-- stg_raw__order_lines: every line of every order and credit note, with its day and reporting amounts.
-- grain:  one row per source_system, order_id, line_number
-- owner:  customer-analytics
-- reads:  raw.order_lines, config.exchange_rates
-- as:     view
-- tags:   staging

with

order_lines as (

    select * from raw.order_lines

),

exchange_rates as (

    select
        currency,
        rate
    from config.exchange_rates

),

lines_rated as (

    select
        order_lines.*,
        exchange_rates.rate
    from order_lines
    -- A line without a rate keeps its place, with null reporting amounts; an
    -- audit refuses the night, since a line must never vanish from the totals.
    left join exchange_rates
        on order_lines.currency = exchange_rates.currency

),

lines_converted as (

    select
        source_system,
        order_id,
        line_number,
        source_record_id,
        -- A source that does not tell documents apart brings orders.
        coalesce(document_type, 'sale') as document_type,
        product_id,
        currency,
        channel,
        business_unit,
        region,
        quantity,
        unit_price,
        discount_amount,
        tax_amount,
        line_amount,
        cost_amount,
        -- Most lines are in the reporting currency, and not multiplying them is
        -- what makes this cheap. The value is the same.
        case
            when rate = 1 then line_amount
            else cast(line_amount * rate as decimal(18,4))
        end as reporting_amount,
        case
            when rate = 1 then discount_amount
            else cast(discount_amount * rate as decimal(18,4))
        end as reporting_discount_amount,
        case
            when rate = 1 then cost_amount
            else cast(cost_amount * rate as decimal(18,4))
        end as reporting_cost_amount,
        cast(ordered_at as date) as ordered_date,
        ordered_at,
        loaded_at,
        load_id,
        source_file,
        source_row
    from lines_rated

)

select * from lines_converted
