-- audit: breaks_are_unique
-- holds: A break is one row.

select break_id
from publish.finance_breaks
group by break_id
having count(*) <> 1

-- audit: open_breaks_are_those_of_tonight
-- holds: What is open was found tonight, and what was found tonight is open.

select
    coalesce(finance_breaks.break_id, break_findings.break_id) as break_id
from publish.finance_breaks
full outer join finance.break_findings
    on break_findings.break_id = finance_breaks.break_id
where finance_breaks.snapshot_date = :snapshot_date
    and coalesce(finance_breaks.is_open, false) <> (break_findings.break_id is not null)
