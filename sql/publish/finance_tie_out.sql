-- finance_tie_out: from the segments' revenue to the general ledger's, line by line, to the cent: what every segment sold, what no
--         segment has, what explains the difference, and what is left unexplained. Empty where there is no ledger.
-- grain:  one row per scheme, period, legal_entity, business_unit, currency, account_class, line and detail
-- owner:  finance
-- reads:  finance.customer_revenue, scores.segment_assignments, config.schemes, config.finance, finance.tie_moves,
--         finance.ruled_entries
-- params: snapshot_date, run_id
-- tags:   current

with

segments as (

    select
        schemes.scheme,
        customer_revenue.period,
        customer_revenue.legal_entity,
        customer_revenue.business_unit,
        customer_revenue.currency,
        customer_revenue.account_class,
        case when segment_assignments.segment_code is null then 'unassigned' else 'segment' end as line,
        coalesce(segment_assignments.segment_code, '') as detail,
        sum(customer_revenue.amount) as amount,
        sum(customer_revenue.document_count) as item_count
    from finance.customer_revenue
    cross join config.schemes
    cross join config.finance
    left join scores.segment_assignments
        on segment_assignments.scheme = schemes.scheme
        and segment_assignments.customer_id = customer_revenue.customer_id
    where finance.is_tied
    group by
        schemes.scheme,
        customer_revenue.period,
        customer_revenue.legal_entity,
        customer_revenue.business_unit,
        customer_revenue.currency,
        customer_revenue.account_class,
        case when segment_assignments.segment_code is null then 'unassigned' else 'segment' end,
        coalesce(segment_assignments.segment_code, '')

),

-- What explains the difference is the same for every scheme.
explained as (

    select
        schemes.scheme,
        tie_moves.period,
        tie_moves.legal_entity,
        tie_moves.business_unit,
        tie_moves.currency,
        tie_moves.account_class,
        tie_moves.line,
        tie_moves.detail,
        sum(tie_moves.amount) as amount,
        sum(tie_moves.item_count) as item_count
    from finance.tie_moves
    cross join config.schemes
    group by
        schemes.scheme,
        tie_moves.period,
        tie_moves.legal_entity,
        tie_moves.business_unit,
        tie_moves.currency,
        tie_moves.account_class,
        tie_moves.line,
        tie_moves.detail

),

ledger as (

    select
        schemes.scheme,
        ruled_entries.period,
        ruled_entries.legal_entity,
        ruled_entries.business_unit,
        ruled_entries.currency,
        ruled_entries.account_class,
        'ledger' as line,
        '' as detail,
        sum(ruled_entries.amount) as amount,
        count(*) as item_count
    from finance.ruled_entries
    cross join config.schemes
    where ruled_entries.is_tied
    group by
        schemes.scheme,
        ruled_entries.period,
        ruled_entries.legal_entity,
        ruled_entries.business_unit,
        ruled_entries.currency,
        ruled_entries.account_class

),

lines as (

    select * from segments
    union all
    select * from explained
    union all
    select * from ledger

),

unexplained as (

    select
        scheme,
        period,
        legal_entity,
        business_unit,
        currency,
        account_class,
        'unexplained' as line,
        '' as detail,
        sum(case when line = 'ledger' then amount else -amount end) as amount,
        cast(0 as bigint) as item_count
    from lines
    group by
        scheme,
        period,
        legal_entity,
        business_unit,
        currency,
        account_class

),

lines_all as (

    select * from lines
    union all
    select * from unexplained

),

line_places as (

    select *
    from (
        values
            ('segment', 1), ('unassigned', 2), ('timing', 3), ('returns', 4), ('tax', 5), ('fx', 6), ('eliminations', 7),
            ('rounding', 8), ('manual_journals', 9), ('breaks', 10), ('unexplained', 11), ('ledger', 12)
    ) as place_list(line, place)

)

select
    lines_all.scheme,
    lines_all.period,
    lines_all.legal_entity,
    lines_all.business_unit,
    lines_all.currency,
    lines_all.account_class,
    cast(line_places.place as bigint) as line_number,
    lines_all.line,
    lines_all.detail,
    cast(lines_all.amount as decimal(28,4)) as amount,
    cast(lines_all.item_count as bigint) as item_count,
    :snapshot_date as snapshot_date,
    :run_id as run_id
from lines_all
inner join line_places
    on line_places.line = lines_all.line
