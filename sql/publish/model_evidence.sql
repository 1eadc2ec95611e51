-- model_evidence: what was measured when each model was fitted, one fact per row. Views of its topics give the columns names.
-- grain:  one row per scheme, model_version and position
-- owner:  segmentation
-- reads:  scores.model_evidence, previous.model_evidence

with

model_evidence_tonight as (

    select
        scheme,
        model_version,
        topic,
        position,
        subject,
        item,
        value,
        lower_value,
        upper_value,
        threshold,
        verdict,
        detail
    from scores.model_evidence

),

model_evidence_before as (

    -- Of models that no longer score, what is published stays: a comparison
    -- with the model before needs both.
    select
        model_evidence.scheme,
        model_evidence.model_version,
        model_evidence.topic,
        model_evidence.position,
        model_evidence.subject,
        model_evidence.item,
        model_evidence.value,
        model_evidence.lower_value,
        model_evidence.upper_value,
        model_evidence.threshold,
        model_evidence.verdict,
        model_evidence.detail
    from previous.model_evidence as model_evidence
    left join model_evidence_tonight
        on model_evidence_tonight.scheme = model_evidence.scheme
        and model_evidence_tonight.model_version = model_evidence.model_version
    where model_evidence_tonight.scheme is null

)

select * from model_evidence_tonight
union all
select * from model_evidence_before
