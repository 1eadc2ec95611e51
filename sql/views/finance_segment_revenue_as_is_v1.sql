-- finance_segment_revenue_as_is_v1: each period's revenue, with today's amounts, by the segmentation that was in force at the end of the
--         period. Before a scheme's first snapshot nobody had a segment: UNASSIGNED.
-- grain:  one row per scheme, segment_code, period, legal_entity, business_unit, currency and account_class
-- owner:  finance
-- reads:  publish.finance_customer_revenue, publish.dim_scheme, publish.dim_period, publish.segment_membership

select
    dim_scheme.scheme,
    coalesce(segment_membership.segment_code, 'UNASSIGNED') as segment_code,
    finance_customer_revenue.period,
    finance_customer_revenue.legal_entity,
    finance_customer_revenue.business_unit,
    finance_customer_revenue.currency,
    finance_customer_revenue.account_class,
    cast(sum(finance_customer_revenue.document_count) as bigint) as document_count,
    cast(sum(finance_customer_revenue.amount) as decimal(28,4)) as amount
from publish.finance_customer_revenue
cross join publish.dim_scheme
left join publish.dim_period
    on dim_period.period = finance_customer_revenue.period
left join publish.segment_membership
    on segment_membership.scheme = dim_scheme.scheme
    and segment_membership.customer_id = finance_customer_revenue.customer_id
    and segment_membership.valid_from_date <= dim_period.last_date
    and segment_membership.valid_to_date > dim_period.last_date
    and segment_membership.recorded_to_at = timestamp '9999-12-31 00:00:00'
group by
    dim_scheme.scheme,
    coalesce(segment_membership.segment_code, 'UNASSIGNED'),
    finance_customer_revenue.period,
    finance_customer_revenue.legal_entity,
    finance_customer_revenue.business_unit,
    finance_customer_revenue.currency,
    finance_customer_revenue.account_class
