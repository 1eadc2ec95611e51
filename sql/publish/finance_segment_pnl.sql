-- finance_segment_pnl: the result of every segment in one row: revenue, costs, contribution margin, and what share of the costs is booked
--         to customers and not shared out.
-- grain:  one row per scheme, basis, segment_code, period and legal_entity
-- owner:  finance
-- reads:  publish.finance_segment_profit, finance.segment_results
-- params: snapshot_date, run_id
-- tags:   current

with

lines_folded as (

    select
        scheme,
        basis,
        segment_code,
        period,
        legal_entity,
        sum(case when line = 'gross_revenue' then amount else 0 end) as gross_revenue_amount,
        sum(case when line = 'discounts' then amount else 0 end) as discount_amount,
        sum(case when line = 'returns' then amount else 0 end) as return_amount,
        sum(case when line in ('gross_revenue', 'discounts', 'returns') then amount else 0 end) as net_revenue_amount,
        sum(case when line = 'cost_of_goods' then amount else 0 end) as cost_of_goods_amount,
        sum(case when line = 'marketing' then amount else 0 end) as marketing_amount,
        sum(case when line = 'cost_to_serve' then amount else 0 end) as cost_to_serve_amount,
        sum(amount) as contribution_margin_amount,
        sum(case when pool <> '' and not is_allocated then amount else 0 end) as booked_cost_amount,
        sum(case when is_allocated then amount else 0 end) as allocated_cost_amount
    from publish.finance_segment_profit
    group by
        scheme,
        basis,
        segment_code,
        period,
        legal_entity

),

customers_counted as (

    select
        scheme,
        basis,
        segment_code,
        period,
        legal_entity,
        customer_count,
        order_count
    from finance.segment_results
    where pool = ''

)

select
    lines_folded.scheme,
    lines_folded.basis,
    lines_folded.segment_code,
    lines_folded.period,
    lines_folded.legal_entity,
    coalesce(customers_counted.customer_count, 0) as customer_count,
    coalesce(customers_counted.order_count, 0) as order_count,
    cast(lines_folded.gross_revenue_amount as decimal(28,4)) as gross_revenue_amount,
    cast(lines_folded.discount_amount as decimal(28,4)) as discount_amount,
    cast(lines_folded.return_amount as decimal(28,4)) as return_amount,
    cast(lines_folded.net_revenue_amount as decimal(28,4)) as net_revenue_amount,
    cast(lines_folded.cost_of_goods_amount as decimal(28,4)) as cost_of_goods_amount,
    cast(lines_folded.marketing_amount as decimal(28,4)) as marketing_amount,
    cast(lines_folded.cost_to_serve_amount as decimal(28,4)) as cost_to_serve_amount,
    cast(lines_folded.contribution_margin_amount as decimal(28,4)) as contribution_margin_amount,
    cast(seg_divide(lines_folded.contribution_margin_amount, lines_folded.net_revenue_amount) as decimal(18,6)) as contribution_margin_share,
    cast(lines_folded.booked_cost_amount as decimal(28,4)) as booked_cost_amount,
    cast(lines_folded.allocated_cost_amount as decimal(28,4)) as allocated_cost_amount,
    cast(seg_divide(
        lines_folded.booked_cost_amount, lines_folded.booked_cost_amount + lines_folded.allocated_cost_amount
    ) as decimal(18,6)) as booked_cost_share,
    :snapshot_date as snapshot_date,
    :run_id as run_id
from lines_folded
left join customers_counted
    on customers_counted.scheme = lines_folded.scheme
    and customers_counted.basis = lines_folded.basis
    and customers_counted.segment_code = lines_folded.segment_code
    and customers_counted.period = lines_folded.period
    and customers_counted.legal_entity = lines_folded.legal_entity
