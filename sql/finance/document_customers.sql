-- document_customers: the documents by customer: nearly all are one customer's, and those are not folded again.
-- grain:  one row per document_id, currency, account_class and customer_number
-- owner:  finance
-- reads:  finance.documents, finance.order_lines
-- as:     view

with

shared_documents as (

    select
        document_id,
        currency,
        account_class,
        period,
        legal_entity,
        business_unit
    from finance.documents
    where is_shared

),

shared_lines as (

    select
        order_lines.document_id,
        order_lines.currency,
        case when order_lines.document_type = 'credit' then 'returns' else 'revenue' end as account_class,
        order_lines.customer_number,
        order_lines.line_amount,
        order_lines.reporting_amount,
        order_lines.reporting_discount_amount,
        order_lines.reporting_cost_amount
    from finance.order_lines
    where exists (
        select 1
        from shared_documents
        where shared_documents.document_id = order_lines.document_id
            and shared_documents.currency = order_lines.currency
    )

),

shared_lines_folded as (

    select
        document_id,
        currency,
        account_class,
        customer_number,
        count(*) as line_count,
        cast(sum(line_amount) as decimal(28,4)) as amount,
        cast(sum(reporting_amount) as decimal(28,4)) as reporting_amount,
        cast(sum(coalesce(reporting_discount_amount, 0)) as decimal(28,4)) as reporting_discount_amount,
        cast(sum(coalesce(reporting_cost_amount, 0)) as decimal(28,4)) as reporting_cost_amount,
        count(reporting_cost_amount) as costed_line_count
    from shared_lines
    group by
        document_id,
        currency,
        account_class,
        customer_number

)

select
    document_id,
    currency,
    account_class,
    period,
    legal_entity,
    business_unit,
    customer_number,
    line_count,
    amount,
    reporting_amount,
    reporting_discount_amount,
    reporting_cost_amount,
    costed_line_count
from finance.documents
where not is_shared

union all

select
    shared_lines_folded.document_id,
    shared_lines_folded.currency,
    shared_lines_folded.account_class,
    shared_documents.period,
    shared_documents.legal_entity,
    shared_documents.business_unit,
    shared_lines_folded.customer_number,
    cast(shared_lines_folded.line_count as bigint) as line_count,
    shared_lines_folded.amount,
    shared_lines_folded.reporting_amount,
    shared_lines_folded.reporting_discount_amount,
    shared_lines_folded.reporting_cost_amount,
    cast(shared_lines_folded.costed_line_count as bigint) as costed_line_count
from shared_lines_folded
inner join shared_documents
    on shared_documents.document_id = shared_lines_folded.document_id
    and shared_documents.currency = shared_lines_folded.currency
    and shared_documents.account_class = shared_lines_folded.account_class
