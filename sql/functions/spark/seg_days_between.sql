create or replace temporary function seg_days_between(first_date date, last_date date) returns bigint
    return cast(datediff(last_date, first_date) as bigint)
