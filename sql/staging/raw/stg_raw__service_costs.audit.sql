-- audit: every_service_cost_has_a_rate
-- holds: Every cost is in a currency that has a rate, so that none vanishes from the segments' results.

select
    source_system,
    cost_id,
    currency
from staging.stg_raw__service_costs
where reporting_amount is null
