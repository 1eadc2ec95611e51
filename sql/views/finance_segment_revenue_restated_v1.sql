-- finance_segment_revenue_restated_v1: every period's revenue, with today's amounts, by today's segmentation: comparatives as IFRS 8.29
--         asks for them when segments have changed.
-- grain:  one row per scheme, segment_code, period, legal_entity, business_unit, currency and account_class
-- owner:  finance
-- reads:  publish.finance_customer_revenue, publish.dim_scheme, publish.customer_segments

select
    dim_scheme.scheme,
    coalesce(customer_segments.segment_code, 'UNASSIGNED') as segment_code,
    finance_customer_revenue.period,
    finance_customer_revenue.legal_entity,
    finance_customer_revenue.business_unit,
    finance_customer_revenue.currency,
    finance_customer_revenue.account_class,
    cast(sum(finance_customer_revenue.document_count) as bigint) as document_count,
    cast(sum(finance_customer_revenue.amount) as decimal(28,4)) as amount
from publish.finance_customer_revenue
cross join publish.dim_scheme
left join publish.customer_segments
    on customer_segments.scheme = dim_scheme.scheme
    and customer_segments.customer_id = finance_customer_revenue.customer_id
group by
    dim_scheme.scheme,
    coalesce(customer_segments.segment_code, 'UNASSIGNED'),
    finance_customer_revenue.period,
    finance_customer_revenue.legal_entity,
    finance_customer_revenue.business_unit,
    finance_customer_revenue.currency,
    finance_customer_revenue.account_class
