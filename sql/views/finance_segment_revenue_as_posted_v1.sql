-- finance_segment_revenue_as_posted_v1: segment revenue of signed periods, as it was signed. No run changes it.
-- grain:  one row per scheme, segment_code, period, legal_entity, business_unit, currency and account_class
-- owner:  finance
-- reads:  publish.finance_posted

select
    scheme,
    segment_code,
    period,
    legal_entity,
    business_unit,
    currency,
    account_class,
    revision,
    document_count,
    amount
from publish.finance_posted
where is_in_force
