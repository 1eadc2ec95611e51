create or replace macro seg_digits(written) as
    regexp_replace(written, '[^0-9]', '', 'g')
