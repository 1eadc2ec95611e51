-- int_customer_days__folded: what each customer bought and returned on each day. Lines without a customer are there too, so
--         that totals tie.
-- grain:  one row per customer_id (null: nobody named), ordered_date and currency
-- owner:  customer-analytics
-- reads:  intermediate.int_orders__folded

with

documents as (

    select
        customer_id,
        document_type = 'credit' as is_credit,
        currency,
        line_count,
        amount,
        reporting_amount,
        reporting_discount_amount,
        reporting_cost_amount,
        ordered_date
    from intermediate.int_orders__folded

)

select
    customer_id,
    currency,
    cast(count(*) filter (where not is_credit) as bigint) as order_count,
    cast(count(*) filter (where is_credit) as bigint) as credit_count,
    cast(coalesce(sum(line_count) filter (where not is_credit), 0) as bigint) as sale_line_count,
    cast(coalesce(sum(line_count) filter (where is_credit), 0) as bigint) as credit_line_count,
    cast(coalesce(sum(amount) filter (where not is_credit), 0) as decimal(18,4)) as sale_amount,
    cast(coalesce(sum(amount) filter (where is_credit), 0) as decimal(18,4)) as credit_amount,
    cast(coalesce(sum(reporting_amount) filter (where not is_credit), 0) as decimal(18,4)) as reporting_sale_amount,
    cast(coalesce(sum(reporting_amount) filter (where is_credit), 0) as decimal(18,4)) as reporting_credit_amount,
    cast(coalesce(sum(reporting_discount_amount) filter (where not is_credit), 0) as decimal(18,4)) as discount_amount,
    cast(sum(reporting_cost_amount) as decimal(18,4)) as cost_amount,
    ordered_date
from documents
group by
    customer_id,
    ordered_date,
    currency
