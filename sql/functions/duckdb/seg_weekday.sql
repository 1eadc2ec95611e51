create or replace macro seg_weekday(day) as
    cast(isodow(cast(day as date)) as bigint)
