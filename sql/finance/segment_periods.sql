-- segment_periods: the periods for which each scheme's result is told, by today's segments and by those at the end of the period.
--         The latter only from the scheme's first snapshot on: before it nobody had a segment.
-- grain:  one row per scheme, basis and period
-- owner:  finance
-- reads:  finance.customer_results, finance.pool_totals, config.schemes, config.fiscal_periods, publish.segment_membership

with

periods as (

    select period
    from finance.customer_results
    union
    select period
    from finance.pool_totals

),

schemes_begun as (

    select
        scheme,
        min(valid_from_date) as first_date
    from publish.segment_membership
    group by scheme

)

select
    schemes.scheme,
    'today' as basis,
    periods.period,
    fiscal_periods.last_date
from config.schemes
cross join periods
left join config.fiscal_periods
    on fiscal_periods.period = periods.period

union all

select
    schemes.scheme,
    'period_end' as basis,
    periods.period,
    fiscal_periods.last_date
from config.schemes
cross join periods
inner join config.fiscal_periods
    on fiscal_periods.period = periods.period
inner join schemes_begun
    on schemes_begun.scheme = schemes.scheme
    and schemes_begun.first_date <= fiscal_periods.last_date
