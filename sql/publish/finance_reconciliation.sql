-- finance_reconciliation: that nothing is lost or doubled between the files and the tags, hop by hop, to the cent.
-- grain:  one row per snapshot_date, hop, scheme, currency and measure
-- owner:  finance
-- reads:  finance.control_totals, config.schemes, previous.finance_reconciliation
-- params: snapshot_date, run_id

with

totals as (

    select
        hop,
        scheme,
        currency,
        row_count,
        document_count,
        amount
    from finance.control_totals

),

ties as (

    -- What stands on each side of each hop. A scheme of '' stands for all of them.
    select *
    from (
        values
            (1, 'source', 'accepted + quarantined + excluded + collapsed', 'source', 'upstream'),
            (1, 'source', 'accepted + quarantined + excluded + collapsed', 'source_accepted', 'downstream'),
            (1, 'source', 'accepted + quarantined + excluded + collapsed', 'source_quarantined', 'downstream'),
            (1, 'source', 'accepted + quarantined + excluded + collapsed', 'source_excluded', 'downstream'),
            (1, 'source', 'accepted + quarantined + excluded + collapsed', 'source_collapsed', 'downstream'),
            (2, 'accepted', 'raw', 'source_accepted', 'upstream'),
            (2, 'accepted', 'raw', 'raw', 'downstream'),
            (3, 'quarantined', 'quarantine', 'source_quarantined', 'upstream'),
            (3, 'quarantined', 'quarantine', 'quarantine', 'downstream'),
            (4, 'raw', 'staged', 'raw', 'upstream'),
            (4, 'raw', 'staged', 'staged', 'downstream'),
            (5, 'staged', 'known + not yet known', 'staged', 'upstream'),
            (5, 'staged', 'known + not yet known', 'staged_known', 'downstream'),
            (5, 'staged', 'known + not yet known', 'staged_not_yet_known', 'downstream'),
            (6, 'known', 'mart', 'staged_known', 'upstream'),
            (6, 'known', 'mart', 'mart', 'downstream'),
            (7, 'mart', 'tagged + unassigned', 'mart', 'upstream'),
            (7, 'mart', 'tagged + unassigned', 'tagged', 'downstream'),
            (7, 'mart', 'tagged + unassigned', 'unassigned', 'downstream')
    ) as tie_list(hop_number, upstream, downstream, hop, side)

),

sides as (

    select
        ties.hop_number,
        ties.upstream,
        ties.downstream,
        ties.side,
        totals.scheme,
        totals.currency,
        totals.row_count,
        -- Documents are counted from raw on; before, one may be spread over several files. Across the snapshot date one may
        -- be known in part.
        case when ties.hop_number in (4, 6, 7) then totals.document_count end as document_count,
        totals.amount
    from ties
    inner join totals
        on totals.hop = ties.hop

),

sides_by_scheme as (

    -- The last hop is tied once per scheme: each scheme must hold the whole of the mart.
    select
        sides.hop_number,
        sides.upstream,
        sides.downstream,
        sides.side,
        case when sides.hop_number = 7 then schemes.scheme else '' end as scheme,
        sides.currency,
        sides.row_count,
        sides.document_count,
        sides.amount
    from sides
    inner join (
        select scheme from config.schemes
        union all
        select '' as scheme
    ) as schemes
        on (sides.hop_number = 7 and schemes.scheme <> '' and sides.scheme in ('', schemes.scheme))
        or (sides.hop_number <> 7 and schemes.scheme = '')

),

measures as (

    select
        hop_number, upstream, downstream, side, scheme, currency,
        'rows' as measure,
        cast(row_count as decimal(28,4)) as value
    from sides_by_scheme

    union all

    select hop_number, upstream, downstream, side, scheme, currency, 'documents', cast(document_count as decimal(28,4))
    from sides_by_scheme
    where document_count is not null

    union all

    select hop_number, upstream, downstream, side, scheme, currency, 'amount', cast(amount as decimal(28,4))
    from sides_by_scheme

),

hops_compared as (

    select
        hop_number,
        upstream,
        downstream,
        scheme,
        currency,
        measure,
        cast(sum(case when side = 'upstream' then value else 0 end) as decimal(28,4)) as upstream_value,
        cast(sum(case when side = 'downstream' then value else 0 end) as decimal(28,4)) as downstream_value
    from measures
    group by
        hop_number,
        upstream,
        downstream,
        scheme,
        currency,
        measure

),

reconciliation_tonight as (

    select
        :snapshot_date as snapshot_date,
        cast(hop_number as bigint) as hop,
        upstream,
        downstream,
        scheme,
        currency,
        measure,
        upstream_value,
        downstream_value,
        cast(upstream_value - downstream_value as decimal(28,4)) as difference,
        upstream_value = downstream_value as is_tied,
        :run_id as run_id
    from hops_compared

),

reconciliation_before as (

    select finance_reconciliation.*
    from previous.finance_reconciliation
    where snapshot_date <> :snapshot_date

)

select * from reconciliation_tonight
union all
select * from reconciliation_before
