create or replace temporary function seg_digits(written string) returns string
    return regexp_replace(written, '[^0-9]', '')
