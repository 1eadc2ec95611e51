-- governance_stability_results_v1: whether the segments of each model come back: in resamples, other regions, newer customers, earlier half years, without a feature.
-- grain:  one row per scheme, model_version, stability_test and tested
-- owner:  segmentation
-- reads:  publish.model_evidence, publish.dim_scheme

select
    model_evidence.scheme,
    model_evidence.model_version,
    dim_scheme.scheme is not null as is_current,
    model_evidence.item as stability_test,
    model_evidence.subject as tested,
    model_evidence.value as agreement,
    model_evidence.threshold as agreement_needed,
    nullif(model_evidence.verdict, '') as verdict,
    model_evidence.detail as explanation
from publish.model_evidence
left join publish.dim_scheme
    on dim_scheme.scheme = model_evidence.scheme
    and dim_scheme.model_version = model_evidence.model_version
where model_evidence.topic = 'stability'
order by
    model_evidence.scheme,
    model_evidence.model_version,
    model_evidence.position
