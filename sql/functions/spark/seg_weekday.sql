create or replace temporary function seg_weekday(day date) returns bigint
    return cast(weekday(day) + 1 as bigint)
