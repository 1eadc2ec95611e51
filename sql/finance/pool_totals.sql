-- pool_totals: what each cost pool comes to in a period, how much of it is booked to customers, and how much is to be shared out.
--         Where the ledger has entries of the pool in the period, they are the whole; where it has none yet, what is booked is.
-- grain:  one row per pool, period and legal_entity
-- owner:  finance
-- reads:  finance.pool_costs

with

sides as (

    select
        pool,
        period,
        legal_entity,
        sum(case when side = 'booked' then amount else 0 end) as booked_amount,
        sum(case when side <> 'ledger' then amount else 0 end) as known_amount,
        sum(case when side = 'ledger' then amount else 0 end) as ledger_amount,
        count(case when side = 'ledger' then 1 end) as ledger_count
    from finance.pool_costs
    group by
        pool,
        period,
        legal_entity

),

periods as (

    select
        pool,
        period,
        sum(ledger_count) > 0 as is_posted
    from sides
    group by
        pool,
        period

)

select
    sides.pool,
    sides.period,
    sides.legal_entity,
    periods.is_posted,
    cast(sides.booked_amount as decimal(28,4)) as booked_amount,
    cast(case when periods.is_posted then sides.ledger_amount else sides.known_amount end as decimal(28,4)) as total_amount,
    cast(
        case when periods.is_posted then sides.ledger_amount else sides.known_amount end - sides.booked_amount as decimal(28,4)
    ) as shared_amount
from sides
inner join periods
    on periods.pool = sides.pool
    and periods.period = sides.period
