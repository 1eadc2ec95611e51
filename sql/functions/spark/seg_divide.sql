create or replace temporary function seg_divide(numerator double, denominator double) returns double
    return numerator / nullif(denominator, 0)
