-- erp_classification_delta: what the ERP must be told for it to have the classes of this publication, and the number of the delta
--         that tells it when this publication is promoted. ops_erp_deliveries says what was sent.
-- grain:  one row per category, source_system and source_record_id
-- owner:  erp-integration
-- reads:  config.erp_categories, intermediate.int_erp_classes__sent, publish.erp_customer_classification

with

classes_ranked as (

    select
        category,
        source_system,
        source_record_id,
        customer_id,
        code,
        valid_from_date,
        valid_to_date,
        row_number() over (
            partition by category, source_system, source_record_id
            order by valid_from_date desc, valid_to_date desc, recorded_from_at desc
        ) as recency_rank
    from publish.erp_customer_classification

),

classes_last as (

    -- What holds of each customer number, or how the last class that held ended.
    select
        category,
        source_system,
        source_record_id,
        customer_id,
        case when valid_to_date = date '9999-12-31' then code end as code,
        case when valid_to_date = date '9999-12-31' then valid_from_date else valid_to_date end as effective_date
    from classes_ranked
    where recency_rank = 1

),

classes_sent as (

    select
        category,
        source_system,
        source_record_id,
        code,
        effective_date,
        rejection_reason
    from intermediate.int_erp_classes__sent

),

classes_compared as (

    -- A number that this publication does not know at all is one that a rollback undoes: from the day it was to begin.
    select
        coalesce(classes_last.category, classes_sent.category) as category,
        coalesce(classes_last.source_system, classes_sent.source_system) as source_system,
        coalesce(classes_last.source_record_id, classes_sent.source_record_id) as source_record_id,
        classes_last.customer_id,
        classes_sent.code as old_code,
        classes_last.code as new_code,
        coalesce(classes_last.effective_date, classes_sent.effective_date) as effective_date,
        classes_sent.rejection_reason
    from classes_last
    full outer join classes_sent
        on classes_sent.category = classes_last.category
        and classes_sent.source_system = classes_last.source_system
        and classes_sent.source_record_id = classes_last.source_record_id
    where classes_last.code is distinct from classes_sent.code

)

select
    classes_compared.category,
    erp_categories.next_sequence_number as sequence_number,
    case
        when classes_compared.old_code is null then 'add'
        when classes_compared.new_code is null then 'end'
        else 'change'
    end as change_type,
    classes_compared.source_system,
    classes_compared.source_record_id,
    classes_compared.customer_id,
    classes_compared.old_code,
    classes_compared.new_code,
    classes_compared.effective_date,
    classes_compared.rejection_reason
from classes_compared
inner join config.erp_categories
    on erp_categories.category = classes_compared.category
-- A category that is configured no more has no scheme: of it the ERP is told what ends, and nothing else.
where erp_categories.scheme is not null
    or classes_compared.new_code is null
