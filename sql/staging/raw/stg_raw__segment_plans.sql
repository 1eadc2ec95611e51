-- stg_raw__segment_plans: what every segment is planned to bring, in the newest version of the plan, in the reporting currency.
--         Income is positive, costs negative, as in the segment result.
-- grain:  one row per scheme, segment_code, period and line
-- owner:  finance
-- reads:  raw.segment_plans, config.exchange_rates
-- as:     view
-- tags:   staging

with

plan_versions as (

    select
        *,
        row_number() over (
            partition by
                scheme,
                segment_code,
                period,
                line
            order by
                loaded_at desc nulls last,
                source_system desc nulls last,
                source_file desc nulls last,
                source_row desc nulls last
        ) as version_number
    from raw.segment_plans

),

newest_versions as (

    select *
    from plan_versions
    where version_number = 1

)

select
    newest_versions.scheme,
    newest_versions.segment_code,
    newest_versions.period,
    newest_versions.line,
    newest_versions.currency,
    newest_versions.amount,
    case
        when exchange_rates.rate = 1 then newest_versions.amount
        else cast(newest_versions.amount * exchange_rates.rate as decimal(18,4))
    end as reporting_amount,
    newest_versions.source_system,
    newest_versions.loaded_at,
    newest_versions.load_id,
    newest_versions.source_file,
    newest_versions.source_row
from newest_versions
left join config.exchange_rates
    on exchange_rates.currency = newest_versions.currency
