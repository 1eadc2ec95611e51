-- audit: restatement_bridges_add_up
-- holds: What was posted and the four causes come to what tonight's data says, to the last digit.

select
    period,
    scheme,
    segment_code
from publish.finance_restatements
where posted_amount + reclassification_amount + value_amount + population_amount + model_amount <> restated_amount

-- audit: restatements_begin_with_what_was_posted
-- holds: The customers that were frozen with a signature come to the figures that stand in the ledger.

with

customers as (

    select
        period,
        signed_legal_entity,
        scheme,
        segment_code,
        legal_entity,
        business_unit,
        currency,
        account_class,
        sum(amount) as amount
    from config.posted_customers
    group by
        period,
        signed_legal_entity,
        scheme,
        segment_code,
        legal_entity,
        business_unit,
        currency,
        account_class

)

select coalesce(customers.period, finance_posted.period) as period
from customers
full outer join (select * from config.finance_posted where is_in_force) as finance_posted
    on finance_posted.period = customers.period
    and finance_posted.signed_legal_entity = customers.signed_legal_entity
    and finance_posted.scheme = customers.scheme
    and finance_posted.segment_code = customers.segment_code
    and finance_posted.legal_entity = customers.legal_entity
    and finance_posted.business_unit = customers.business_unit
    and finance_posted.currency = customers.currency
    and finance_posted.account_class = customers.account_class
where finance_posted.amount is distinct from customers.amount

-- audit: restatements_end_in_the_whole_revenue
-- holds: Every scheme of a signed period is restated to all that was sold in it, as tonight's data has it.

with

restated as (

    select
        period,
        signed_legal_entity,
        scheme,
        currency,
        account_class,
        sum(restated_amount) as amount
    from publish.finance_restatements
    group by
        period,
        signed_legal_entity,
        scheme,
        currency,
        account_class

),

sold as (

    select
        posted_schemes.period,
        posted_schemes.signed_legal_entity,
        posted_schemes.scheme,
        customer_revenue.currency,
        customer_revenue.account_class,
        sum(customer_revenue.amount) as amount
    from config.posted_schemes
    inner join finance.customer_revenue
        on customer_revenue.period = posted_schemes.period
        and (posted_schemes.signed_legal_entity = '' or posted_schemes.signed_legal_entity = customer_revenue.legal_entity)
    group by
        posted_schemes.period,
        posted_schemes.signed_legal_entity,
        posted_schemes.scheme,
        customer_revenue.currency,
        customer_revenue.account_class

)

select coalesce(restated.period, sold.period) as period
from restated
full outer join sold
    on sold.period = restated.period
    and sold.signed_legal_entity = restated.signed_legal_entity
    and sold.scheme = restated.scheme
    and sold.currency = restated.currency
    and sold.account_class = restated.account_class
where coalesce(restated.amount, 0) <> coalesce(sold.amount, 0)

-- audit: moving_between_segments_neither_makes_nor_loses_anything
-- holds: Reclassification and model only move amounts between segments of one scheme.

select
    period,
    scheme,
    currency,
    account_class
from publish.finance_restatements
group by
    period,
    signed_legal_entity,
    scheme,
    legal_entity,
    business_unit,
    currency,
    account_class
having sum(reclassification_amount) <> 0
    or sum(model_amount) <> 0

-- audit: signed_periods_received_nothing
-- holds: What is known of a signed period is what was signed. What differs is a restatement beside it, in finance_restatements; it is
--        settled when the period is reopened, or signed anew.
-- blocks: no

select distinct
    period,
    signed_legal_entity
from (
    select
        period,
        signed_legal_entity,
        scheme,
        currency,
        sum(posted_document_count) as posted_document_count,
        sum(restated_document_count) as restated_document_count,
        sum(posted_amount) as posted_amount,
        sum(restated_amount) as restated_amount
    from publish.finance_restatements
    group by
        period,
        signed_legal_entity,
        scheme,
        currency
) as signed_periods
where posted_document_count <> restated_document_count
    or posted_amount <> restated_amount
