-- audit: control_totals_tie
-- holds: At every hop from the files to the tags, rows, documents and amounts are equal to the last digit.

select
    hop,
    measure
from publish.finance_reconciliation
where snapshot_date = :snapshot_date
    and not is_tied

-- audit: every_hop_is_reconciled
-- holds: Whatever was loaded is tied at every hop.

with

hops_expected as (

    select hop
    from (values (1), (2), (4), (5), (6), (7)) as hop_list(hop)
    where exists (
        select 1
        from finance.control_totals
        where control_totals.hop = 'staged_known'
            and control_totals.row_count > 0
    )

)

select hops_expected.hop
from hops_expected
left join publish.finance_reconciliation
    on finance_reconciliation.hop = hops_expected.hop
    and finance_reconciliation.snapshot_date = :snapshot_date
where finance_reconciliation.hop is null
