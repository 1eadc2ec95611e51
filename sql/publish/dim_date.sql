-- dim_date: every day from 1990 to 2058, as calendars need it.
-- grain:  one row per date_day
-- owner:  customer-analytics
-- reads:  none

with

days as (

    select date_add(date '1990-01-01', cast(i as int)) as date_day
    from range(0, 25200) as numbers(i)

)

select
    cast(date_day as date) as date_day,
    cast(extract(year from date_day) as bigint) as year_number,
    cast(extract(quarter from date_day) as bigint) as quarter_number,
    cast(extract(month from date_day) as bigint) as month_number,
    left(cast(date_day as string), 7) as period,
    cast(extract(week from date_day) as bigint) as iso_week_number,
    seg_weekday(date_day) as weekday_number,
    seg_weekday(date_day) >= 6 as is_weekend,
    cast(date_day as date) = last_day(date_day) as is_month_end
from days
