create or replace macro seg_days_between(first_date, last_date) as
    cast(cast(last_date as date) - cast(first_date as date) as bigint)
