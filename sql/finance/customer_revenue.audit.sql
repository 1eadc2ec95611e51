-- audit: customer_revenue_is_the_mart
-- holds: Where there is a ledger or profit is configured, revenue and returns by customer are those of the mart, per currency, to the last digit.

with

revenue_by_class as (

    select
        currency,
        account_class,
        sum(amount) as amount
    from finance.customer_revenue
    group by
        currency,
        account_class

),

mart_by_class as (

    select
        currency,
        sum(sale_amount) as sale_amount,
        sum(credit_amount) as credit_amount
    from intermediate.int_customer_days__folded
    group by currency

)

select
    revenue_by_class.currency,
    revenue_by_class.account_class
from revenue_by_class
left join mart_by_class
    on mart_by_class.currency = revenue_by_class.currency
where revenue_by_class.amount is distinct from
    case when revenue_by_class.account_class = 'returns' then mart_by_class.credit_amount else mart_by_class.sale_amount end
