-- stg_raw__order_lines: every order line that was accepted, with the day it was ordered on.
-- grain:  one row per order line
-- owner:  data-engineering
-- reads:  raw.order_lines
-- as:     view

select
    source_system,
    order_id,
    line_number,
    source_record_id,
    document_type,
    product_id,
    currency,
    channel,
    business_unit,
    region,
    quantity,
    unit_price,
    discount_amount,
    tax_amount,
    line_amount,
    cost_amount,
    cast(ordered_at as date) as ordered_date,
    ordered_at,
    load_id,
    source_file,
    source_row
from raw.order_lines
