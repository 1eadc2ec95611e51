-- audit: two_components_never_share_an_id
-- holds: every component has an id, and no two the same
select customer_id
from intermediate.int_identity_components__named
group by customer_id
having count(*) > 1
    or customer_id is null

-- audit: minted_ids_were_never_used
-- holds: a new customer id was nobody's before
select named.customer_id
from intermediate.int_identity_components__named as named
inner join (
    select customer_id from previous.customer_xref
    union all
    select old_customer_id as customer_id from previous.id_changes
) as used_ids on named.customer_id = used_ids.customer_id
where named.is_minted
