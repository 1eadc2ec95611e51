-- governance_model_drift_v1: how far the customers of the newest snapshot are from those each model was fitted on, and what that calls for.
-- grain:  one row per scheme, model_version, measure and measured
-- owner:  segmentation
-- reads:  publish.model_evidence, publish.dim_scheme

select
    model_evidence.scheme,
    model_evidence.model_version,
    dim_scheme.scheme is not null as is_current,
    model_evidence.item as measure,
    model_evidence.subject as measured,
    model_evidence.value,
    model_evidence.threshold as rescore_threshold,
    nullif(model_evidence.verdict, '') as calls_for,
    model_evidence.detail as explanation
from publish.model_evidence
left join publish.dim_scheme
    on dim_scheme.scheme = model_evidence.scheme
    and dim_scheme.model_version = model_evidence.model_version
where model_evidence.topic = 'drift'
order by
    model_evidence.scheme,
    model_evidence.model_version,
    model_evidence.position
