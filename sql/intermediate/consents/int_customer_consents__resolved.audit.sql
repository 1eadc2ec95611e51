-- audit: customer_consents_are_unique
-- holds: A customer has one row per purpose.

select
    customer_id,
    purpose
from intermediate.int_customer_consents__resolved
group by
    customer_id,
    purpose
having count(*) > 1

-- audit: customer_consents_are_not_contradictory
-- holds: No customer has both granted and withdrawn a purpose.

select customer_id
from intermediate.int_customer_consents__resolved
where is_granted and is_withdrawn
