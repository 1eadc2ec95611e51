-- audit: posted_figures_are_kept
-- holds: No figure that was ever posted has changed or disappeared.

select finance_posted_before.period
from previous.finance_posted as finance_posted_before
left join publish.finance_posted
    on finance_posted.period = finance_posted_before.period
    and finance_posted.signed_legal_entity = finance_posted_before.signed_legal_entity
    and finance_posted.revision = finance_posted_before.revision
    and finance_posted.scheme = finance_posted_before.scheme
    and finance_posted.segment_code = finance_posted_before.segment_code
    and finance_posted.legal_entity = finance_posted_before.legal_entity
    and finance_posted.business_unit = finance_posted_before.business_unit
    and finance_posted.currency = finance_posted_before.currency
    and finance_posted.account_class = finance_posted_before.account_class
    and finance_posted.document_count = finance_posted_before.document_count
    and finance_posted.amount = finance_posted_before.amount
where finance_posted.period is null
