-- stg_raw__service_costs: every cost of serving customers in its newest version, with its day and reporting amount. Costs are positive.
-- grain:  one row per source_system, cost_id
-- owner:  finance
-- reads:  raw.service_costs, config.exchange_rates
-- as:     view
-- tags:   staging

with

cost_versions as (

    select
        *,
        row_number() over (
            partition by
                source_system,
                cost_id
            order by
                loaded_at desc nulls last,
                source_file desc nulls last,
                source_row desc nulls last
        ) as version_number
    from raw.service_costs

),

newest_versions as (

    select *
    from cost_versions
    where version_number = 1

)

select
    newest_versions.source_system,
    newest_versions.cost_id,
    newest_versions.source_record_id,
    newest_versions.cost_type,
    newest_versions.currency,
    newest_versions.business_unit,
    newest_versions.amount,
    case
        when exchange_rates.rate = 1 then newest_versions.amount
        else cast(newest_versions.amount * exchange_rates.rate as decimal(18,4))
    end as reporting_amount,
    cast(newest_versions.incurred_at as date) as incurred_date,
    newest_versions.loaded_at,
    newest_versions.load_id,
    newest_versions.source_file,
    newest_versions.source_row
from newest_versions
left join config.exchange_rates
    on exchange_rates.currency = newest_versions.currency
