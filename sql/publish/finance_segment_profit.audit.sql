-- audit: segments_earn_what_the_company_earned
-- holds: Under every scheme and basis the segments' revenue comes to the customers', and every cost pool to its total, to the last digit.

with

told as (

    select
        scheme,
        basis,
        period,
        pool,
        sum(amount) as amount
    from publish.finance_segment_profit
    group by
        scheme,
        basis,
        period,
        pool

),

company as (

    select
        period,
        '' as pool,
        sum(gross_amount + discount_amount + return_amount) as amount
    from finance.customer_results
    where pool = ''
    group by period

    union all

    select
        period,
        pool,
        sum(total_amount) as amount
    from finance.pool_totals
    group by
        period,
        pool

)

select
    segment_periods.scheme,
    segment_periods.basis,
    segment_periods.period,
    company.pool
from finance.segment_periods
inner join company
    on company.period = segment_periods.period
left join told
    on told.scheme = segment_periods.scheme
    and told.basis = segment_periods.basis
    and told.period = segment_periods.period
    and told.pool = company.pool
where company.amount <> coalesce(told.amount, 0)
    -- A pool or a period that comes to nothing may have no line.
    or (told.amount is null and company.amount <> 0)

-- audit: revenue_of_segment_results_is_the_books
-- holds: Where profit is configured, revenue less discounts and returns are what the tie-out to the ledger starts from.

with

results as (

    select
        period,
        legal_entity,
        sum(gross_amount + discount_amount + return_amount) as amount
    from finance.customer_results
    where pool = ''
    group by
        period,
        legal_entity

),

books as (

    select
        customer_revenue.period,
        customer_revenue.legal_entity,
        sum(customer_revenue.reporting_amount) as amount
    from finance.customer_revenue
    cross join config.finance
    where finance.has_profit
    group by
        customer_revenue.period,
        customer_revenue.legal_entity

)

select
    books.period,
    books.legal_entity
from books
left join results
    on results.period = books.period
    and results.legal_entity = books.legal_entity
where books.amount <> coalesce(results.amount, 0)
