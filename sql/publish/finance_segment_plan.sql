-- finance_segment_plan: what every segment was planned to bring beside what it brought, by the segments at the end of the period where
--         there were any, else by today's. A plan for a segment that the scheme does not have, or for a period that has not begun, keeps its row.
-- grain:  one row per scheme, segment_code, period and line
-- owner:  finance
-- reads:  staging.stg_raw__segment_plans, publish.finance_segment_profit, finance.segment_periods, config.segments, config.finance
-- params: snapshot_date, run_id
-- tags:   current

with

plans as (

    select stg_raw__segment_plans.*
    from staging.stg_raw__segment_plans
    cross join config.finance
    where finance.has_profit

),

bases as (

    select
        scheme,
        period,
        min(basis) as basis
    from finance.segment_periods
    group by
        scheme,
        period

),

lines_told as (

    select
        scheme,
        basis,
        segment_code,
        period,
        line,
        amount
    from publish.finance_segment_profit

    union all

    select
        scheme,
        basis,
        segment_code,
        period,
        'net_revenue' as line,
        amount
    from publish.finance_segment_profit
    where line in ('gross_revenue', 'discounts', 'returns')

    union all

    select
        scheme,
        basis,
        segment_code,
        period,
        'contribution_margin' as line,
        amount
    from publish.finance_segment_profit

),

actuals as (

    select
        lines_told.scheme,
        lines_told.segment_code,
        lines_told.period,
        lines_told.line,
        sum(lines_told.amount) as amount
    from lines_told
    inner join bases
        on bases.scheme = lines_told.scheme
        and bases.period = lines_told.period
        and bases.basis = lines_told.basis
    group by
        lines_told.scheme,
        lines_told.segment_code,
        lines_told.period,
        lines_told.line

)

select
    plans.scheme,
    plans.segment_code,
    plans.period,
    plans.line,
    bases.basis,
    segments.segment_code is not null as is_known_segment,
    cast(plans.reporting_amount as decimal(28,4)) as plan_amount,
    cast(case when bases.basis is not null then coalesce(actuals.amount, 0) end as decimal(28,4)) as actual_amount,
    cast(case when bases.basis is not null then coalesce(actuals.amount, 0) - plans.reporting_amount end as decimal(28,4)) as variance_amount,
    cast(case when bases.basis is not null
        then seg_divide(coalesce(actuals.amount, 0) - plans.reporting_amount, abs(plans.reporting_amount))
    end as decimal(18,6)) as variance_share,
    :snapshot_date as snapshot_date,
    :run_id as run_id
from plans
left join bases
    on bases.scheme = plans.scheme
    and bases.period = plans.period
left join actuals
    on actuals.scheme = plans.scheme
    and actuals.segment_code = plans.segment_code
    and actuals.period = plans.period
    and actuals.line = plans.line
left join config.segments
    on segments.scheme = plans.scheme
    and segments.segment_code = plans.segment_code
