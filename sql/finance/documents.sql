-- documents: every order and credit note known on the snapshot date, as finance compares it with the ledger.
--         Dated by its first line; of several business units it has the first by name. Made only where there is a ledger or profit is configured.
-- grain:  one row per document_id, currency and account_class
-- owner:  finance
-- reads:  finance.order_lines, config.fiscal_days, config.legal_entities

with

lines_folded_to_document as (

    select
        document_id,
        currency,
        case when document_type = 'credit' then 'returns' else 'revenue' end as account_class,
        min(customer_number) as customer_number,
        -- Lines of several customers, or of one and a guest: there is no one customer to compare.
        min(customer_number) <> max(customer_number)
            or (count(customer_number) > 0 and count(customer_number) < count(*)) as is_shared,
        min(business_unit) as business_unit,
        count(*) as line_count,
        cast(sum(line_amount) as decimal(28,4)) as amount,
        cast(sum(coalesce(tax_amount, 0)) as decimal(28,4)) as tax_amount,
        cast(sum(reporting_amount) as decimal(28,4)) as reporting_amount,
        cast(sum(coalesce(reporting_discount_amount, 0)) as decimal(28,4)) as reporting_discount_amount,
        cast(sum(coalesce(reporting_cost_amount, 0)) as decimal(28,4)) as reporting_cost_amount,
        count(reporting_cost_amount) as costed_line_count,
        min(ordered_date) as document_date
    from finance.order_lines
    group by
        document_id,
        currency,
        case when document_type = 'credit' then 'returns' else 'revenue' end

)

select
    lines_folded_to_document.document_id,
    lines_folded_to_document.currency,
    lines_folded_to_document.account_class,
    coalesce(fiscal_days.period, '(none)') as period,
    coalesce(legal_entities.legal_entity, '') as legal_entity,
    coalesce(lines_folded_to_document.business_unit, '') as business_unit,
    case when not coalesce(lines_folded_to_document.is_shared, false) then lines_folded_to_document.customer_number end as customer_number,
    coalesce(lines_folded_to_document.is_shared, false) as is_shared,
    cast(lines_folded_to_document.line_count as bigint) as line_count,
    lines_folded_to_document.amount,
    lines_folded_to_document.tax_amount,
    lines_folded_to_document.reporting_amount,
    lines_folded_to_document.reporting_discount_amount,
    lines_folded_to_document.reporting_cost_amount,
    cast(lines_folded_to_document.costed_line_count as bigint) as costed_line_count,
    lines_folded_to_document.document_date
from lines_folded_to_document
left join config.fiscal_days
    on fiscal_days.fiscal_date = lines_folded_to_document.document_date
left join config.legal_entities
    on legal_entities.business_unit = lines_folded_to_document.business_unit
