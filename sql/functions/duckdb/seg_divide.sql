create or replace macro seg_divide(numerator, denominator) as
    cast(numerator as double) / nullif(cast(denominator as double), 0)
