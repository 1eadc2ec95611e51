-- audit: customer_days_are_unique
-- holds: A customer has one row per day and currency.

select
    customer_id,
    ordered_date,
    currency
from intermediate.int_customer_days__folded
group by
    customer_id,
    ordered_date,
    currency
having count(*) > 1

-- audit: customer_days_are_before_the_snapshot
-- holds: No day on or after the snapshot date is known.

select ordered_date
from intermediate.int_customer_days__folded
where ordered_date >= :snapshot_date
