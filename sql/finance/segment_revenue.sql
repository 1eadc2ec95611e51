-- segment_revenue: every penny before the snapshot date by month and segment; lines without a customer are UNASSIGNED.
-- grain:  one row per scheme, segment_code, period, account_class and currency
-- owner:  finance
-- reads:  intermediate.int_customer_days__folded, scores.segment_assignments, config.schemes

with

months_by_customer as (

    select
        customer_id,
        left(cast(ordered_date as string), 7) as period,
        currency,
        sum(sale_line_count) as sale_line_count,
        sum(credit_line_count) as credit_line_count,
        sum(order_count) as order_count,
        sum(credit_count) as credit_count,
        sum(sale_amount) as sale_amount,
        sum(credit_amount) as credit_amount,
        sum(reporting_sale_amount) as reporting_sale_amount,
        sum(reporting_credit_amount) as reporting_credit_amount
    from intermediate.int_customer_days__folded
    group by
        customer_id,
        left(cast(ordered_date as string), 7),
        currency

),

months_by_segment as (

    select
        schemes.scheme,
        coalesce(segment_assignments.segment_code, 'UNASSIGNED') as segment_code,
        months_by_customer.period,
        months_by_customer.currency,
        sum(months_by_customer.sale_line_count) as sale_line_count,
        sum(months_by_customer.credit_line_count) as credit_line_count,
        sum(months_by_customer.order_count) as order_count,
        sum(months_by_customer.credit_count) as credit_count,
        sum(months_by_customer.sale_amount) as sale_amount,
        sum(months_by_customer.credit_amount) as credit_amount,
        sum(months_by_customer.reporting_sale_amount) as reporting_sale_amount,
        sum(months_by_customer.reporting_credit_amount) as reporting_credit_amount
    from months_by_customer
    cross join config.schemes
    left join scores.segment_assignments
        on segment_assignments.scheme = schemes.scheme
        and segment_assignments.customer_id = months_by_customer.customer_id
    group by
        schemes.scheme,
        coalesce(segment_assignments.segment_code, 'UNASSIGNED'),
        months_by_customer.period,
        months_by_customer.currency

)

select
    scheme,
    segment_code,
    period,
    'revenue' as account_class,
    currency,
    cast(sale_line_count as bigint) as line_count,
    cast(order_count as bigint) as document_count,
    cast(sale_amount as decimal(28,4)) as amount,
    cast(reporting_sale_amount as decimal(28,4)) as reporting_amount
from months_by_segment
where sale_line_count > 0

union all

select
    scheme,
    segment_code,
    period,
    'returns' as account_class,
    currency,
    cast(credit_line_count as bigint) as line_count,
    cast(credit_count as bigint) as document_count,
    cast(credit_amount as decimal(28,4)) as amount,
    cast(reporting_credit_amount as decimal(28,4)) as reporting_amount
from months_by_segment
where credit_line_count > 0
