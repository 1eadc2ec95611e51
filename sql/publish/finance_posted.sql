-- finance_posted: the figures that were posted, of every revision that was ever signed; is_in_force says which stand.
-- grain:  one row per period, signed_legal_entity, revision, scheme, segment_code, legal_entity, business_unit, currency and account_class
-- owner:  finance
-- reads:  config.finance_posted
-- tags:   current

select
    period,
    signed_legal_entity,
    revision,
    is_in_force,
    scheme,
    segment_code,
    legal_entity,
    business_unit,
    currency,
    account_class,
    document_count,
    amount
from config.finance_posted
