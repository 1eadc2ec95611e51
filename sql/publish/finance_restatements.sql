-- finance_restatements: from what was posted for every signed period to what tonight's data and segments make of it, by cause.
--         What was posted never changes; this stands beside it.
--         reclassification: the same customer, under the same model, in another segment. model: the same customer in another segment
--         because the scheme's definition or model is another. Both move the posted amount; what changed in the amount is value, in
--         today's segment. population: customers who are new, gone, merged or split off since.
-- grain:  one row per period, signed_legal_entity, scheme, segment_code, legal_entity, business_unit, currency and account_class
-- owner:  finance
-- reads:  config.finance_posted, config.posted_schemes, config.posted_customers, config.posted_splits, finance.customer_revenue,
--         mart.customers, publish.customer_segments, publish.dim_scheme, publish.segment_membership
-- params: snapshot_date, run_id
-- tags:   current

with

posted_schemes as (

    select
        posted_schemes.period,
        posted_schemes.signed_legal_entity,
        posted_schemes.revision,
        posted_schemes.scheme,
        posted_schemes.posted_at,
        posted_schemes.model_version = coalesce(dim_scheme.model_version, '')
            and posted_schemes.definition_hash = coalesce(dim_scheme.definition_hash, '') as is_same_model
    from config.posted_schemes
    left join publish.dim_scheme
        on dim_scheme.scheme = posted_schemes.scheme

),

-- Everybody there is tonight, and '' for what no customer bought.
customers_tonight as (

    select customer_id from mart.customers
    union
    select customer_id from finance.customer_revenue
    union
    select '' as customer_id

),

tags_tonight as (

    select
        posted_schemes.scheme,
        customers_tonight.customer_id,
        coalesce(customer_segments.segment_code, 'UNASSIGNED') as segment_code
    from (select distinct scheme from posted_schemes) as posted_schemes
    cross join customers_tonight
    left join publish.customer_segments
        on customer_segments.scheme = posted_schemes.scheme
        and customer_segments.customer_id = customers_tonight.customer_id

),

customers_first_known as (

    select
        customer_id,
        min(recorded_from_at) as known_from_at
    from publish.segment_membership
    group by customer_id

),

amounts_posted as (

    select
        posted_customers.period,
        posted_customers.signed_legal_entity,
        posted_customers.scheme,
        posted_customers.legal_entity,
        posted_customers.business_unit,
        posted_customers.currency,
        posted_customers.account_class,
        posted_customers.customer_id,
        posted_customers.posted_customer_id <> posted_customers.customer_id as is_merged,
        posted_customers.segment_code as posted_segment_code,
        tags_tonight.segment_code,
        posted_schemes.is_same_model,
        posted_customers.amount
    from config.posted_customers
    inner join posted_schemes
        on posted_schemes.period = posted_customers.period
        and posted_schemes.signed_legal_entity = posted_customers.signed_legal_entity
        and posted_schemes.scheme = posted_customers.scheme
    left join tags_tonight
        on tags_tonight.scheme = posted_customers.scheme
        and tags_tonight.customer_id = posted_customers.customer_id

),

amounts_tonight as (

    select
        posted_schemes.period,
        posted_schemes.signed_legal_entity,
        posted_schemes.scheme,
        customer_revenue.legal_entity,
        customer_revenue.business_unit,
        customer_revenue.currency,
        customer_revenue.account_class,
        customer_revenue.customer_id,
        tags_tonight.segment_code,
        customer_revenue.document_count,
        customer_revenue.amount
    from posted_schemes
    inner join finance.customer_revenue
        on customer_revenue.period = posted_schemes.period
        and (posted_schemes.signed_legal_entity = '' or posted_schemes.signed_legal_entity = customer_revenue.legal_entity)
    inner join tags_tonight
        on tags_tonight.scheme = posted_schemes.scheme
        and tags_tonight.customer_id = customer_revenue.customer_id

),

-- What of the posted amounts belongs to a customer of tonight, whoever it was posted for.
posted_by_customer as (

    select
        period,
        signed_legal_entity,
        scheme,
        legal_entity,
        business_unit,
        currency,
        account_class,
        customer_id,
        segment_code,
        sum(amount) as amount
    from amounts_posted
    where segment_code is not null
    group by
        period,
        signed_legal_entity,
        scheme,
        legal_entity,
        business_unit,
        currency,
        account_class,
        customer_id,
        segment_code

),

amounts_changed as (

    select
        coalesce(amounts_tonight.period, posted_by_customer.period) as period,
        coalesce(amounts_tonight.signed_legal_entity, posted_by_customer.signed_legal_entity) as signed_legal_entity,
        coalesce(amounts_tonight.scheme, posted_by_customer.scheme) as scheme,
        coalesce(amounts_tonight.legal_entity, posted_by_customer.legal_entity) as legal_entity,
        coalesce(amounts_tonight.business_unit, posted_by_customer.business_unit) as business_unit,
        coalesce(amounts_tonight.currency, posted_by_customer.currency) as currency,
        coalesce(amounts_tonight.account_class, posted_by_customer.account_class) as account_class,
        coalesce(amounts_tonight.customer_id, posted_by_customer.customer_id) as customer_id,
        coalesce(amounts_tonight.segment_code, posted_by_customer.segment_code) as segment_code,
        posted_by_customer.customer_id is not null as is_posted,
        coalesce(amounts_tonight.amount, 0) - coalesce(posted_by_customer.amount, 0) as amount
    from amounts_tonight
    full outer join posted_by_customer
        on posted_by_customer.period = amounts_tonight.period
        and posted_by_customer.signed_legal_entity = amounts_tonight.signed_legal_entity
        and posted_by_customer.scheme = amounts_tonight.scheme
        and posted_by_customer.legal_entity = amounts_tonight.legal_entity
        and posted_by_customer.business_unit = amounts_tonight.business_unit
        and posted_by_customer.currency = amounts_tonight.currency
        and posted_by_customer.account_class = amounts_tonight.account_class
        and posted_by_customer.customer_id = amounts_tonight.customer_id

),

amounts_changed_explained as (

    select
        amounts_changed.period,
        amounts_changed.signed_legal_entity,
        amounts_changed.scheme,
        amounts_changed.legal_entity,
        amounts_changed.business_unit,
        amounts_changed.currency,
        amounts_changed.account_class,
        amounts_changed.segment_code,
        amounts_changed.amount,
        -- Somebody whom nobody knew when the period was posted.
        not amounts_changed.is_posted
            and amounts_changed.customer_id <> ''
            and coalesce(customers_first_known.known_from_at > posted_schemes.posted_at, true) as is_new,
        origin_tags.segment_code as origin_segment_code
    from amounts_changed
    inner join posted_schemes
        on posted_schemes.period = amounts_changed.period
        and posted_schemes.signed_legal_entity = amounts_changed.signed_legal_entity
        and posted_schemes.scheme = amounts_changed.scheme
    left join customers_first_known
        on customers_first_known.customer_id = amounts_changed.customer_id
    left join config.posted_splits
        on posted_splits.period = amounts_changed.period
        and posted_splits.signed_legal_entity = amounts_changed.signed_legal_entity
        and posted_splits.customer_id = amounts_changed.customer_id
    left join tags_tonight as origin_tags
        on origin_tags.scheme = amounts_changed.scheme
        and origin_tags.customer_id = posted_splits.origin_customer_id
    where amounts_changed.amount <> 0

),

effects as (

    -- A customer who is gone takes along what was posted for them.
    select
        period, signed_legal_entity, scheme, legal_entity, business_unit, currency, account_class,
        posted_segment_code as segment_code, 'population' as cause, -amount as amount
    from amounts_posted
    where segment_code is null

    union all

    select
        period, signed_legal_entity, scheme, legal_entity, business_unit, currency, account_class,
        posted_segment_code,
        case when is_merged then 'population' when is_same_model then 'reclassification' else 'model' end,
        -amount
    from amounts_posted
    where posted_segment_code <> segment_code

    union all

    select
        period, signed_legal_entity, scheme, legal_entity, business_unit, currency, account_class,
        segment_code,
        case when is_merged then 'population' when is_same_model then 'reclassification' else 'model' end,
        amount
    from amounts_posted
    where posted_segment_code <> segment_code

    union all

    select
        period, signed_legal_entity, scheme, legal_entity, business_unit, currency, account_class,
        segment_code,
        case when is_new then 'population' else 'value' end,
        amount
    from amounts_changed_explained

    union all

    -- Who split off took it from somebody: there it is not lost, it has moved.
    select
        period, signed_legal_entity, scheme, legal_entity, business_unit, currency, account_class,
        origin_segment_code,
        'population',
        -amount
    from amounts_changed_explained
    where is_new and origin_segment_code is not null

    union all

    select
        period, signed_legal_entity, scheme, legal_entity, business_unit, currency, account_class,
        origin_segment_code,
        'value',
        amount
    from amounts_changed_explained
    where is_new and origin_segment_code is not null

),

steps as (

    select
        period, signed_legal_entity, scheme, legal_entity, business_unit, currency, account_class,
        segment_code, 'posted' as step, amount, document_count
    from config.finance_posted
    where is_in_force

    union all

    select
        period, signed_legal_entity, scheme, legal_entity, business_unit, currency, account_class,
        segment_code, cause, amount, 0
    from effects

    union all

    select
        period, signed_legal_entity, scheme, legal_entity, business_unit, currency, account_class,
        segment_code, 'restated', amount, document_count
    from amounts_tonight

),

bridges as (

    select
        period,
        signed_legal_entity,
        scheme,
        segment_code,
        legal_entity,
        business_unit,
        currency,
        account_class,
        sum(case when step = 'posted' then document_count else 0 end) as posted_document_count,
        sum(case when step = 'restated' then document_count else 0 end) as restated_document_count,
        sum(case when step = 'posted' then amount else 0 end) as posted_amount,
        sum(case when step = 'reclassification' then amount else 0 end) as reclassification_amount,
        sum(case when step = 'value' then amount else 0 end) as value_amount,
        sum(case when step = 'population' then amount else 0 end) as population_amount,
        sum(case when step = 'model' then amount else 0 end) as model_amount,
        sum(case when step = 'restated' then amount else 0 end) as restated_amount
    from steps
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

select
    bridges.period,
    bridges.signed_legal_entity,
    posted_schemes.revision,
    bridges.scheme,
    bridges.segment_code,
    bridges.legal_entity,
    bridges.business_unit,
    bridges.currency,
    bridges.account_class,
    cast(bridges.posted_document_count as bigint) as posted_document_count,
    cast(bridges.restated_document_count as bigint) as restated_document_count,
    cast(bridges.posted_amount as decimal(28,4)) as posted_amount,
    cast(bridges.reclassification_amount as decimal(28,4)) as reclassification_amount,
    cast(bridges.value_amount as decimal(28,4)) as value_amount,
    cast(bridges.population_amount as decimal(28,4)) as population_amount,
    cast(bridges.model_amount as decimal(28,4)) as model_amount,
    cast(bridges.restated_amount as decimal(28,4)) as restated_amount,
    :snapshot_date as snapshot_date,
    :run_id as run_id
from bridges
inner join posted_schemes
    on posted_schemes.period = bridges.period
    and posted_schemes.signed_legal_entity = bridges.signed_legal_entity
    and posted_schemes.scheme = bridges.scheme
