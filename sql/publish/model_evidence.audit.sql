-- audit: model_evidence_is_unique
-- holds: A model has one fact at each position.

select
    scheme,
    model_version,
    position
from publish.model_evidence
group by
    scheme,
    model_version,
    position
having count(*) > 1
