-- customer_revenue: each customer's revenue and returns by fiscal period and place, as the tie-out counts them. What no customer
--         bought has customer_id ''. Made only where there is a ledger or profit is configured.
-- grain:  one row per customer_id, period, legal_entity, business_unit, currency and account_class
-- owner:  finance
-- reads:  finance.document_customers, intermediate.int_customers__numbered

with

amounts_by_number as (

    select
        customer_number,
        period,
        legal_entity,
        business_unit,
        currency,
        account_class,
        sum(line_count) as line_count,
        count(*) as document_count,
        sum(amount) as amount,
        sum(reporting_amount) as reporting_amount,
        sum(reporting_discount_amount) as reporting_discount_amount,
        sum(reporting_cost_amount) as reporting_cost_amount,
        sum(costed_line_count) as costed_line_count
    from finance.document_customers
    group by
        customer_number,
        period,
        legal_entity,
        business_unit,
        currency,
        account_class

)

select
    coalesce(customers.customer_id, '') as customer_id,
    amounts_by_number.period,
    amounts_by_number.legal_entity,
    amounts_by_number.business_unit,
    amounts_by_number.currency,
    amounts_by_number.account_class,
    cast(amounts_by_number.line_count as bigint) as line_count,
    cast(amounts_by_number.document_count as bigint) as document_count,
    cast(amounts_by_number.amount as decimal(28,4)) as amount,
    cast(amounts_by_number.reporting_amount as decimal(28,4)) as reporting_amount,
    cast(amounts_by_number.reporting_discount_amount as decimal(28,4)) as reporting_discount_amount,
    cast(amounts_by_number.reporting_cost_amount as decimal(28,4)) as reporting_cost_amount,
    cast(amounts_by_number.costed_line_count as bigint) as costed_line_count
from amounts_by_number
left join intermediate.int_customers__numbered as customers
    on customers.customer_number = amounts_by_number.customer_number
