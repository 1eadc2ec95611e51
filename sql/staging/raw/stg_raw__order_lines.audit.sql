-- audit: every_currency_has_a_rate
-- holds: Every order line can be expressed in the reporting currency.

select stg_raw__order_lines.currency
from staging.stg_raw__order_lines
left join config.exchange_rates
    on exchange_rates.currency = stg_raw__order_lines.currency
where exchange_rates.rate is null
group by stg_raw__order_lines.currency

-- audit: documents_have_one_customer
-- holds: An order or credit note names at most one customer record.
-- blocks: no

select order_id
from staging.stg_raw__order_lines
where source_record_id is not null
group by
    source_system,
    order_id
having min(source_record_id) <> max(source_record_id)

-- audit: credits_are_not_sales
-- holds: A line of a credit note is not above zero.
-- blocks: no

select order_id
from staging.stg_raw__order_lines
where document_type = 'credit'
    and line_amount > 0
