-- finance_breaks: every difference between warehouse and ledger that somebody has to put right or explain, with both sides' evidence
--         and its age; those that cleared stay, as they were last seen.
-- grain:  one row per break_id
-- owner:  finance
-- reads:  finance.break_findings, publish.finance_break_events, previous.finance_breaks, intermediate.int_customers__numbered,
--         config.finance, config.finance_tolerances, config.exchange_rates
-- params: snapshot_date, run_id
-- tags:   current

with

breaks_tonight as (

    select
        break_findings.break_id,
        break_findings.break_class,
        break_findings.matched_by,
        break_findings.explanation,
        break_findings.document_id,
        customers.customer_id,
        break_findings.currency,
        break_findings.account_class,
        break_findings.warehouse_period,
        break_findings.warehouse_legal_entity,
        break_findings.warehouse_business_unit,
        break_findings.warehouse_date,
        break_findings.warehouse_amount,
        break_findings.ledger_period,
        break_findings.ledger_legal_entity,
        break_findings.ledger_business_unit,
        break_findings.ledger_account_class,
        break_findings.ledger_customer_number,
        break_findings.ledger_posting_date,
        break_findings.ledger_amount,
        break_findings.ledger_entry_ids,
        break_findings.ledger_entry_count,
        break_findings.amount,
        cast(round(break_findings.amount * coalesce(exchange_rates.rate, 1), 4) as decimal(28,4)) as reporting_amount,
        coalesce(
            abs(break_findings.amount) <= finance_tolerances.amount
            or abs(break_findings.amount) * 100 <= finance_tolerances.percent
                * abs(coalesce(break_findings.warehouse_amount, break_findings.ledger_amount)),
            false
        ) as is_within_tolerance,
        abs(break_findings.amount * coalesce(exchange_rates.rate, 1)) >= finance.materiality as is_material
    from finance.break_findings
    cross join config.finance
    left join intermediate.int_customers__numbered as customers
        on customers.customer_number = break_findings.customer_number
    left join config.finance_tolerances
        on finance_tolerances.currency = break_findings.currency
    left join config.exchange_rates
        on exchange_rates.currency = break_findings.currency

),

breaks_before as (

    select
        finance_breaks.break_id,
        finance_breaks.break_class,
        finance_breaks.matched_by,
        finance_breaks.explanation,
        finance_breaks.document_id,
        finance_breaks.customer_id,
        finance_breaks.currency,
        finance_breaks.account_class,
        finance_breaks.warehouse_period,
        finance_breaks.warehouse_legal_entity,
        finance_breaks.warehouse_business_unit,
        finance_breaks.warehouse_date,
        finance_breaks.warehouse_amount,
        finance_breaks.ledger_period,
        finance_breaks.ledger_legal_entity,
        finance_breaks.ledger_business_unit,
        finance_breaks.ledger_account_class,
        finance_breaks.ledger_customer_number,
        finance_breaks.ledger_posting_date,
        finance_breaks.ledger_amount,
        finance_breaks.ledger_entry_ids,
        finance_breaks.ledger_entry_count,
        finance_breaks.amount,
        finance_breaks.reporting_amount,
        finance_breaks.is_within_tolerance,
        finance_breaks.is_material
    from previous.finance_breaks
    left join finance.break_findings
        on break_findings.break_id = finance_breaks.break_id
    where break_findings.break_id is null

),

breaks_all as (

    select * from breaks_tonight
    union all
    select * from breaks_before

),

events_by_break as (

    select
        break_id,
        min(event_date) as first_seen_date,
        -- The age of a break that returned counts from its return.
        max(case when event <> 'cleared' then event_date end) as opened_date,
        max(case when event = 'cleared' then event_date end) as cleared_date,
        max_by(event, event_date) as last_event,
        count(case when event = 'returned' then 1 end) as return_count
    from publish.finance_break_events
    where event_date <= :snapshot_date
    group by break_id

),

breaks_aged as (

    select
        breaks_all.*,
        events_by_break.first_seen_date,
        events_by_break.opened_date,
        case when events_by_break.last_event = 'cleared' then events_by_break.cleared_date end as cleared_date,
        events_by_break.last_event <> 'cleared' as is_open,
        cast(events_by_break.return_count as bigint) as return_count,
        seg_days_between(
            events_by_break.opened_date,
            case when events_by_break.last_event = 'cleared' then events_by_break.cleared_date else :snapshot_date end
        ) as age_days
    from breaks_all
    inner join events_by_break
        on events_by_break.break_id = breaks_all.break_id

)

select
    breaks_aged.*,
    case
        when age_days <= 1 then '0-1'
        when age_days <= 7 then '2-7'
        when age_days <= 30 then '8-30'
        else 'over 30'
    end as age_bucket,
    :snapshot_date as snapshot_date,
    :run_id as run_id
from breaks_aged
