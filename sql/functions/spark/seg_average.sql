create or replace temporary function seg_average(amount decimal(18,4), number bigint) returns decimal(18,4)
    return cast(amount / nullif(number, 0) as decimal(18,4))
