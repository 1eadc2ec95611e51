-- governance_segment_profiles_v1: what sets the segments of each model apart: every feature against the other customers.
-- grain:  one row per scheme, model_version, segment_code and feature
-- owner:  segmentation
-- reads:  publish.model_evidence, publish.dim_scheme

with

facts as (

    select
        scheme,
        model_version,
        position,
        topic,
        subject as segment_code,
        item,
        value,
        lower_value,
        upper_value,
        threshold,
        verdict,
        detail
    from publish.model_evidence
    where topic in ('profile', 'words')

),

segments_described as (

    select
        scheme,
        model_version,
        segment_code,
        max(case when topic = 'words' and item = 'label' then detail end) as segment_label,
        max(case when topic = 'profile' and item = 'customer_share' then value end) as customer_share,
        max(case when topic = 'profile' and item = 'net_spend_share' then value end) as net_spend_share
    from facts
    group by
        scheme,
        model_version,
        segment_code

)

select
    facts.scheme,
    facts.model_version,
    dim_scheme.scheme is not null as is_current,
    facts.segment_code,
    segments_described.segment_label,
    segments_described.customer_share,
    segments_described.net_spend_share,
    facts.item as feature,
    facts.value as segment_mean,
    facts.threshold as others_mean,
    facts.lower_value as difference_lower,
    facts.upper_value as difference_upper,
    nullif(facts.verdict, '') as direction,
    facts.detail as effect,
    words.detail as sentence
from facts
inner join segments_described
    on segments_described.scheme = facts.scheme
    and segments_described.model_version = facts.model_version
    and segments_described.segment_code = facts.segment_code
left join facts as words
    on words.scheme = facts.scheme
    and words.model_version = facts.model_version
    and words.segment_code = facts.segment_code
    and words.item = facts.item
    and words.topic = 'words'
left join publish.dim_scheme
    on dim_scheme.scheme = facts.scheme
    and dim_scheme.model_version = facts.model_version
where facts.topic = 'profile'
    and facts.item not in ('customer_share', 'net_spend_share')
order by
    facts.scheme,
    facts.model_version,
    facts.position
