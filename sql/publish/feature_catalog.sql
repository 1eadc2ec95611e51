-- feature_catalog: every feature that schemes may use: what it says, its unit and type, and when it is missing.
-- grain:  one row per feature
-- owner:  customer-analytics
-- reads:  mart.feature_catalog
-- tags:   current

select
    feature,
    origin,
    data_type,
    unit,
    description,
    null_rule,
    position
from mart.feature_catalog
