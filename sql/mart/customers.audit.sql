-- audit: customers_are_unique
-- holds: a customer is one row
select customer_id
from mart.customers
group by customer_id
having count(*) <> 1
    or customer_id is null

-- audit: known_customers_are_all_there
-- holds: customers in equals customers out: those with a known record, and nobody else, with all their known records
select
    coalesce(customers.customer_id, counted.customer_id) as customer_id
from mart.customers as customers
full outer join (
    select
        customer_id,
        count(*) as record_count
    from intermediate.int_customer_records__known
    group by customer_id
) as counted on customers.customer_id = counted.customer_id
where customers.record_count is distinct from counted.record_count

-- audit: parents_are_customers
-- holds: a parent is another customer who is known too
select customers.customer_id
from mart.customers as customers
left join mart.customers as parents
    on customers.parent_customer_id = parents.customer_id
where customers.parent_customer_id is not null
    and (parents.customer_id is null
        or parents.customer_id = customers.customer_id)
