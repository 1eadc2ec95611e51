-- scores_k_selection_v1: how the number of segments of each model was chosen: every criterion for every number, its vote and its veto.
-- grain:  one row per scheme, model_version, cluster_count and criterion
-- owner:  segmentation
-- reads:  publish.model_evidence, publish.dim_scheme

select
    model_evidence.scheme,
    model_evidence.model_version,
    dim_scheme.scheme is not null as is_current,
    cast(model_evidence.subject as int) as cluster_count,
    model_evidence.item as criterion,
    model_evidence.value,
    model_evidence.threshold as vote_weight,
    nullif(model_evidence.verdict, '') as outcome,
    model_evidence.detail as reason
from publish.model_evidence
left join publish.dim_scheme
    on dim_scheme.scheme = model_evidence.scheme
    and dim_scheme.model_version = model_evidence.model_version
where model_evidence.topic = 'k_selection'
order by
    model_evidence.scheme,
    model_evidence.model_version,
    model_evidence.position
