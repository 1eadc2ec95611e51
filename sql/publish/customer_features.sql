-- customer_features: every feature and metric of every customer, as of the newest snapshot.
-- grain:  one row per customer_id
-- owner:  customer-analytics
-- reads:  mart.customer_measures
-- params: snapshot_date
-- tags:   current

select
    customer_measures.*,
    :snapshot_date as snapshot_date
from mart.customer_measures
