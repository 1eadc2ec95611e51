-- governance_gate_results_v1: whether the segments of each model are apart, worth serving and different by more than noise.
-- grain:  one row per scheme, model_version, gate and judged
-- owner:  segmentation
-- reads:  publish.model_evidence, publish.dim_scheme

select
    model_evidence.scheme,
    model_evidence.model_version,
    dim_scheme.scheme is not null as is_current,
    model_evidence.item as gate,
    model_evidence.subject as judged,
    model_evidence.value as measured_value,
    model_evidence.threshold,
    nullif(model_evidence.verdict, '') as verdict,
    model_evidence.detail as remedy
from publish.model_evidence
left join publish.dim_scheme
    on dim_scheme.scheme = model_evidence.scheme
    and dim_scheme.model_version = model_evidence.model_version
where model_evidence.topic = 'gate'
order by
    model_evidence.scheme,
    model_evidence.model_version,
    model_evidence.position
