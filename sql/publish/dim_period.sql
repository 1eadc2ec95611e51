-- dim_period: the fiscal periods in which anything was sold.
-- grain:  one row per period
-- owner:  finance
-- reads:  config.fiscal_periods, finance.customer_revenue
-- tags:   current

with

periods_sold_in as (

    select distinct period
    from finance.customer_revenue

)

select
    fiscal_periods.period,
    fiscal_periods.first_date,
    fiscal_periods.last_date,
    fiscal_periods.fiscal_year,
    fiscal_periods.period_number
from config.fiscal_periods
inner join periods_sold_in
    on periods_sold_in.period = fiscal_periods.period
