-- governance_predictive_power_v1: what the segments of each model said about the half year that followed, beside simple baselines.
-- grain:  one row per scheme, model_version, predictor and measure
-- owner:  segmentation
-- reads:  publish.model_evidence, publish.dim_scheme

select
    model_evidence.scheme,
    model_evidence.model_version,
    dim_scheme.scheme is not null as is_current,
    model_evidence.subject as predictor,
    model_evidence.item as measure,
    model_evidence.value,
    model_evidence.lower_value,
    model_evidence.upper_value,
    model_evidence.detail as explanation
from publish.model_evidence
left join publish.dim_scheme
    on dim_scheme.scheme = model_evidence.scheme
    and dim_scheme.model_version = model_evidence.model_version
where model_evidence.topic = 'predictive_power'
    and model_evidence.item not like 'verdict%'
order by
    model_evidence.scheme,
    model_evidence.model_version,
    model_evidence.position
