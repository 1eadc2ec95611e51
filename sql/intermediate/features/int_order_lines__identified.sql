-- int_order_lines__identified: every order line known before the snapshot date, with its customer and its amounts in the
--         reporting currency. For features of the company's own; the built-in ones are folded from documents.
-- grain:  one row per order line known before the snapshot date; customer_id is null where the line names nobody
-- owner:  customer-analytics
-- reads:  staging.stg_raw__order_lines, staging.stg_raw__products, identity.customer_xref, config.exchange_rates
-- as:     view
-- params: snapshot_date

with

order_lines as (

    select stg_raw__order_lines.*
    from staging.stg_raw__order_lines
    -- Strictly before: an order placed on the snapshot date is not yet known.
    where ordered_date < :snapshot_date

),

products as (

    -- Order lines name products of any system; the newest description is taken.
    select
        product_id,
        max_by(category, source_system) as category,
        max_by(product_line, source_system) as product_line,
        max_by(brand, source_system) as brand
    from staging.stg_raw__products
    group by product_id

)

select
    customer_xref.customer_id,
    order_lines.*,
    products.category,
    products.product_line,
    products.brand,
    cast(order_lines.line_amount * exchange_rates.rate as decimal(18,4)) as reporting_amount,
    cast(order_lines.discount_amount * exchange_rates.rate as decimal(18,4)) as reporting_discount_amount,
    cast(order_lines.cost_amount * exchange_rates.rate as decimal(18,4)) as reporting_cost_amount
from order_lines
left join config.exchange_rates
    on exchange_rates.currency = order_lines.currency
left join products
    on products.product_id = order_lines.product_id
left join identity.customer_xref
    on customer_xref.source_system = order_lines.source_system
    and customer_xref.source_record_id = order_lines.source_record_id
