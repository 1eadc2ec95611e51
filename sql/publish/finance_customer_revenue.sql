-- finance_customer_revenue: each customer's revenue and returns by fiscal period and place; what no customer bought has customer_id ''.
--         The amounts that segments are made of, under whatever segmentation. Empty where there is no ledger and no profit
--         is configured.
-- grain:  one row per customer_id, period, legal_entity, business_unit, currency and account_class
-- owner:  finance
-- reads:  finance.customer_revenue
-- params: snapshot_date, run_id
-- tags:   current

select
    customer_id,
    period,
    legal_entity,
    business_unit,
    currency,
    account_class,
    line_count,
    document_count,
    amount,
    reporting_amount,
    :snapshot_date as snapshot_date,
    :run_id as run_id
from finance.customer_revenue
