-- segment_results: what the customers of each segment brought, and the costs booked to them; also what shared costs are shared out by.
-- grain:  one row per scheme, basis, segment_code, period, legal_entity and pool
-- owner:  finance
-- reads:  finance.customer_results, finance.segment_periods, scores.segment_assignments, publish.segment_membership

with

results_by_today as (

    select
        segment_periods.scheme,
        segment_periods.basis,
        coalesce(segment_assignments.segment_code, 'UNASSIGNED') as segment_code,
        customer_results.*
    from finance.customer_results
    inner join finance.segment_periods
        on segment_periods.period = customer_results.period
        and segment_periods.basis = 'today'
    left join scores.segment_assignments
        on segment_assignments.scheme = segment_periods.scheme
        and segment_assignments.customer_id = customer_results.customer_id

),

results_by_period_end as (

    select
        segment_periods.scheme,
        segment_periods.basis,
        coalesce(segment_membership.segment_code, 'UNASSIGNED') as segment_code,
        customer_results.*
    from finance.customer_results
    inner join finance.segment_periods
        on segment_periods.period = customer_results.period
        and segment_periods.basis = 'period_end'
    left join publish.segment_membership
        on segment_membership.scheme = segment_periods.scheme
        and segment_membership.customer_id = customer_results.customer_id
        and segment_membership.valid_from_date <= segment_periods.last_date
        and segment_membership.valid_to_date > segment_periods.last_date
        and segment_membership.recorded_to_at = timestamp '9999-12-31 00:00:00'

),

results as (

    select * from results_by_today
    union all
    select * from results_by_period_end

)

select
    scheme,
    basis,
    segment_code,
    period,
    legal_entity,
    pool,
    cast(sum(gross_amount) as decimal(28,4)) as gross_amount,
    cast(sum(discount_amount) as decimal(28,4)) as discount_amount,
    cast(sum(return_amount) as decimal(28,4)) as return_amount,
    cast(sum(cost_amount) as decimal(28,4)) as cost_amount,
    cast(sum(order_count) as bigint) as order_count,
    cast(sum(line_count) as bigint) as line_count,
    cast(sum(ticket_count) as bigint) as ticket_count,
    cast(sum(cost_count) as bigint) as cost_count,
    -- One row per customer, period, legal entity and pool: no customer is counted twice.
    count(case when order_count > 0 and customer_id <> '' then 1 end) as customer_count
from results
group by
    scheme,
    basis,
    segment_code,
    period,
    legal_entity,
    pool
