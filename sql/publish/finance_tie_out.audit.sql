-- audit: segments_tie_to_the_ledger
-- holds: In every cell of the tie-out the segments' sum and what explains the difference come to the ledger, to the last digit.

select
    scheme,
    period,
    currency,
    account_class,
    amount
from publish.finance_tie_out
where line = 'unexplained'
    and amount <> 0
    and snapshot_date = :snapshot_date

-- audit: nobody_is_lost_in_the_tie_out
-- holds: Every scheme's segments and unassigned come to the whole of the warehouse's revenue and returns.

with

warehouse as (

    select
        currency,
        account_class,
        sum(amount) as amount
    from finance.documents
    group by
        currency,
        account_class

),

tie_out as (

    select
        scheme,
        currency,
        account_class,
        sum(amount) as amount
    from publish.finance_tie_out
    where line in ('segment', 'unassigned')
        and snapshot_date = :snapshot_date
    group by
        scheme,
        currency,
        account_class

)

select
    tie_out.scheme,
    tie_out.currency,
    tie_out.account_class
from tie_out
left join warehouse
    on warehouse.currency = tie_out.currency
    and warehouse.account_class = tie_out.account_class
where tie_out.amount is distinct from warehouse.amount
