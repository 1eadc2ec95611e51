-- governance_segment_lineage_v1: what became of the segments of the model before: which code went on, which is new, which ended.
-- grain:  one row per scheme, model_version, from_segment_code and to_segment_code
-- owner:  segmentation
-- reads:  publish.model_evidence, publish.dim_scheme

select
    model_evidence.scheme,
    model_evidence.model_version,
    dim_scheme.scheme is not null as is_current,
    nullif(model_evidence.subject, '') as from_segment_code,
    nullif(model_evidence.item, '') as to_segment_code,
    model_evidence.value as jaccard,
    model_evidence.threshold as jaccard_needed,
    model_evidence.verdict as lineage,
    model_evidence.detail as explanation
from publish.model_evidence
left join publish.dim_scheme
    on dim_scheme.scheme = model_evidence.scheme
    and dim_scheme.model_version = model_evidence.model_version
where model_evidence.topic = 'lineage'
    -- Figures of the whole model are said of 'model'.
    and model_evidence.subject <> 'model'
order by
    model_evidence.scheme,
    model_evidence.model_version,
    model_evidence.position
