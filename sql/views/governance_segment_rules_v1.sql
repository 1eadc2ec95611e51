-- governance_segment_rules_v1: each model said as rules, and how far they may be believed.
-- grain:  one row per scheme, model_version and rule_position
-- owner:  segmentation
-- reads:  publish.model_evidence, publish.dim_scheme

with

facts as (

    select
        scheme,
        model_version,
        position,
        subject,
        item,
        value,
        threshold,
        verdict,
        detail
    from publish.model_evidence
    where topic = 'rule'

)

select
    facts.scheme,
    facts.model_version,
    dim_scheme.scheme is not null as is_current,
    row_number() over (
        partition by facts.scheme, facts.model_version
        order by facts.position
    ) as rule_position,
    facts.subject as segment_code,
    facts.detail as condition,
    facts.value as customer_share,
    facts.threshold as purity,
    recalls.value as segment_recall,
    fidelities.value as fidelity,
    fidelities.threshold as fidelity_needed,
    facts.verdict = 'refused' as is_refused
from facts
left join facts as recalls
    on recalls.scheme = facts.scheme
    and recalls.model_version = facts.model_version
    and recalls.subject = facts.subject
    and recalls.item = 'recall'
left join facts as fidelities
    on fidelities.scheme = facts.scheme
    and fidelities.model_version = facts.model_version
    and fidelities.item = 'fidelity'
left join publish.dim_scheme
    on dim_scheme.scheme = facts.scheme
    and dim_scheme.model_version = facts.model_version
where facts.item = 'rule'
order by
    facts.scheme,
    facts.model_version,
    facts.position
