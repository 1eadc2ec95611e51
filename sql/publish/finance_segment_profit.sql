-- finance_segment_profit: what every segment earned, line by line and cost pool by cost pool, in the reporting currency: income
--         positive, costs negative, and whether a cost is booked to customers or shared out, and by what. Lines add up: gross_revenue,
--         discounts and returns to net revenue, all of them to the contribution margin. Empty where profit is not configured.
-- grain:  one row per scheme, basis, segment_code, period, legal_entity, line, pool and is_allocated
-- owner:  finance
-- reads:  finance.segment_results, finance.costs_allocated, config.profit_lines
-- params: snapshot_date, run_id
-- tags:   current

with

sales as (

    select * from finance.segment_results
    where pool = ''
        and (gross_amount <> 0 or discount_amount <> 0 or return_amount <> 0 or order_count > 0)

),

lines_told as (

    select
        scheme,
        basis,
        segment_code,
        period,
        legal_entity,
        1 as line_number,
        'gross_revenue' as line,
        '' as pool,
        false as is_allocated,
        cast(null as string) as driver,
        cast(null as decimal(28,4)) as driver_amount,
        gross_amount as amount,
        order_count as item_count
    from sales

    union all

    select
        scheme,
        basis,
        segment_code,
        period,
        legal_entity,
        2 as line_number,
        'discounts' as line,
        '' as pool,
        false as is_allocated,
        cast(null as string) as driver,
        cast(null as decimal(28,4)) as driver_amount,
        discount_amount as amount,
        order_count as item_count
    from sales
    where discount_amount <> 0

    union all

    select
        scheme,
        basis,
        segment_code,
        period,
        legal_entity,
        3 as line_number,
        'returns' as line,
        '' as pool,
        false as is_allocated,
        cast(null as string) as driver,
        cast(null as decimal(28,4)) as driver_amount,
        return_amount as amount,
        cast(0 as bigint) as item_count
    from sales
    where return_amount <> 0

    union all

    select
        segment_results.scheme,
        segment_results.basis,
        segment_results.segment_code,
        segment_results.period,
        segment_results.legal_entity,
        profit_lines.line_number,
        profit_lines.line,
        segment_results.pool,
        false as is_allocated,
        cast(null as string) as driver,
        cast(null as decimal(28,4)) as driver_amount,
        segment_results.cost_amount as amount,
        segment_results.cost_count as item_count
    from finance.segment_results
    inner join config.profit_lines
        on profit_lines.pool = segment_results.pool
    where segment_results.pool <> ''
        and (segment_results.cost_amount <> 0 or segment_results.cost_count > 0)

    union all

    select
        costs_allocated.scheme,
        costs_allocated.basis,
        costs_allocated.segment_code,
        costs_allocated.period,
        costs_allocated.legal_entity,
        profit_lines.line_number,
        profit_lines.line,
        costs_allocated.pool,
        true as is_allocated,
        costs_allocated.driver,
        costs_allocated.driver_amount,
        costs_allocated.amount,
        cast(0 as bigint) as item_count
    from finance.costs_allocated
    inner join config.profit_lines
        on profit_lines.pool = costs_allocated.pool

)

select
    scheme,
    basis,
    segment_code,
    period,
    legal_entity,
    cast(line_number as bigint) as line_number,
    line,
    pool,
    is_allocated,
    driver,
    driver_amount,
    cast(amount as decimal(28,4)) as amount,
    cast(item_count as bigint) as item_count,
    :snapshot_date as snapshot_date,
    :run_id as run_id
from lines_told
