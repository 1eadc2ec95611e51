-- The peer: one hash join of both sides by document number, amounts compared. It knows no places, customers, splits or repetitions.
create table finance.compared as
select
    coalesce(documents.document_id, entries.document_id) as document_id,
    entries.entry_id,
    documents.amount - entries.amount as difference
from finance.documents as documents
full outer join finance.ledger_entries as entries
    on entries.document_id = documents.document_id
where documents.amount is distinct from entries.amount
