-- customer_results: what each customer brought and what is booked to them, by fiscal period and legal entity, in the reporting
--         currency: income positive, costs negative. Sales and tickets have pool ''; costs have theirs. What no customer bought, and what it
--         cost, has customer_id ''. Made only where profit is configured.
-- grain:  one row per customer_id, period, legal_entity and pool
-- owner:  finance
-- reads:  finance.customer_revenue, finance.pool_costs, staging.stg_raw__support_tickets, intermediate.int_customer_records__numbered,
--         config.fiscal_days, config.finance
-- params: snapshot_date

with

sales as (

    select
        customer_revenue.customer_id,
        customer_revenue.period,
        customer_revenue.legal_entity,
        '' as pool,
        case when customer_revenue.account_class = 'revenue'
            then customer_revenue.reporting_amount + customer_revenue.reporting_discount_amount
            else 0 end as gross_amount,
        case when customer_revenue.account_class = 'revenue' then -customer_revenue.reporting_discount_amount else 0 end as discount_amount,
        case when customer_revenue.account_class = 'returns' then customer_revenue.reporting_amount else 0 end as return_amount,
        0 as cost_amount,
        case when customer_revenue.account_class = 'revenue' then customer_revenue.document_count else 0 end as order_count,
        case when customer_revenue.account_class = 'revenue' then customer_revenue.line_count else 0 end as line_count,
        0 as ticket_count,
        0 as cost_count
    from finance.customer_revenue
    cross join config.finance
    where finance.has_profit

),

tickets as (

    select
        coalesce(records.customer_id, '') as customer_id,
        coalesce(fiscal_days.period, '(none)') as period,
        '' as legal_entity,
        '' as pool,
        0 as gross_amount,
        0 as discount_amount,
        0 as return_amount,
        0 as cost_amount,
        0 as order_count,
        0 as line_count,
        1 as ticket_count,
        0 as cost_count
    from staging.stg_raw__support_tickets as tickets
    cross join config.finance
    left join intermediate.int_customer_records__numbered as records
        on records.source_system = tickets.source_system
        and records.source_record_id = tickets.source_record_id
    left join config.fiscal_days
        on fiscal_days.fiscal_date = tickets.opened_date
    where finance.has_profit
        and tickets.opened_date < :snapshot_date

),

costs as (

    select
        customer_id,
        period,
        legal_entity,
        pool,
        0 as gross_amount,
        0 as discount_amount,
        0 as return_amount,
        amount as cost_amount,
        0 as order_count,
        0 as line_count,
        0 as ticket_count,
        item_count as cost_count
    from finance.pool_costs
    where side = 'booked'

),

results as (

    select * from sales
    union all
    select * from tickets
    union all
    select * from costs

)

select
    customer_id,
    period,
    legal_entity,
    pool,
    cast(sum(gross_amount) as decimal(28,4)) as gross_amount,
    cast(sum(discount_amount) as decimal(28,4)) as discount_amount,
    cast(sum(return_amount) as decimal(28,4)) as return_amount,
    cast(sum(cost_amount) as decimal(28,4)) as cost_amount,
    cast(sum(order_count) as bigint) as order_count,
    cast(sum(line_count) as bigint) as line_count,
    cast(sum(ticket_count) as bigint) as ticket_count,
    cast(sum(cost_count) as bigint) as cost_count
from results
group by
    customer_id,
    period,
    legal_entity,
    pool
