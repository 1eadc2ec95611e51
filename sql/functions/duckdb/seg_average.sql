create or replace macro seg_average(amount, number) as
    -- In whole ten-thousandths: a division of doubles rounds some halves down.
    case when number > 0 then cast(
        cast(
            sign(amount) * ((2 * cast(abs(amount) * 10000 as hugeint) + number) // (2 * number)) as decimal(18,0)
        ) * cast(0.0001 as decimal(5,4)) as decimal(18,4)
    ) end
