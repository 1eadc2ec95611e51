-- int_orders__folded: the order lines before the snapshot date, folded to one row per order or credit note.
--         A document is dated by its first line, and of several channels or business units has the first by name.
--         Guests' documents have no customer_number. The document's id is not kept: nothing reads it, and writing it
--         would cost a fifth of this step.
-- grain:  one row per order or credit note, customer_number and currency
-- owner:  customer-analytics
-- reads:  intermediate.int_order_lines__known
-- tags:   features

with

order_lines as (

    select
        customer_number,
        source_system,
        order_id,
        document_type,
        currency,
        channel,
        business_unit,
        line_amount,
        reporting_amount,
        reporting_discount_amount,
        reporting_cost_amount,
        ordered_date
    from intermediate.int_order_lines__known

),

lines_folded_to_document as (

    select
        customer_number,
        source_system,
        order_id,
        document_type,
        currency,
        min(channel) as channel,
        min(business_unit) as business_unit,
        count(*) as line_count,
        cast(sum(line_amount) as decimal(18,4)) as order_amount,
        cast(sum(reporting_amount) as decimal(18,4)) as reporting_amount,
        cast(
            sum(reporting_discount_amount) as decimal(18,4)
        ) as reporting_discount_amount,
        -- Over the lines whose cost is known; null when none is.
        cast(
            sum(reporting_amount - reporting_cost_amount) as decimal(18,4)
        ) as reporting_margin_amount,
        min(ordered_date) as ordered_date
    from order_lines
    group by
        customer_number,
        source_system,
        order_id,
        document_type,
        currency

)

select
    customer_number,
    document_type,
    currency,
    channel,
    business_unit,
    line_count,
    order_amount,
    reporting_amount,
    reporting_discount_amount,
    reporting_margin_amount,
    ordered_date
from lines_folded_to_document
