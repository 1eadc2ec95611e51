-- service_costs: the costs known on the snapshot date, each with its customer and its place in the books. Costs are negative.
-- grain:  one row per source_system, cost_id
-- owner:  finance
-- reads:  staging.stg_raw__service_costs, intermediate.int_customer_records__numbered, config.fiscal_days, config.legal_entities
-- as:     view
-- params: snapshot_date

select
    costs.source_system,
    costs.cost_id,
    costs.cost_type,
    records.customer_id,
    coalesce(fiscal_days.period, '(none)') as period,
    coalesce(legal_entities.legal_entity, '') as legal_entity,
    costs.business_unit,
    costs.currency,
    cast(-costs.amount as decimal(28,4)) as amount,
    cast(-costs.reporting_amount as decimal(28,4)) as reporting_amount,
    costs.incurred_date
from staging.stg_raw__service_costs as costs
left join intermediate.int_customer_records__numbered as records
    on records.source_system = costs.source_system
    and records.source_record_id = costs.source_record_id
left join config.fiscal_days
    on fiscal_days.fiscal_date = costs.incurred_date
left join config.legal_entities
    on legal_entities.business_unit = costs.business_unit
where costs.incurred_date < :snapshot_date
