-- int_customer_consents__resolved: what each customer has agreed to and withdrawn, as it was known on the snapshot date.
-- grain:  one row per customer_id and purpose
-- owner:  data-protection
-- reads:  staging.stg_raw__consents, identity.customer_xref
-- params: snapshot_date

with

consents as (

    select
        consents.source_system,
        consents.source_record_id,
        consents.purpose,
        consents.granted_at,
        consents.expires_at,
        consents.withdrawn_at
    from staging.stg_raw__consents as consents

),

consents_identified as (

    select
        customer_xref.customer_id,
        consents.purpose,
        -- Strictly before: what happens on the snapshot date is not yet known.
        case when consents.granted_at < :snapshot_date then consents.granted_at end as granted_at,
        consents.expires_at,
        case when consents.withdrawn_at < :snapshot_date then consents.withdrawn_at end as withdrawn_at
    from consents
    inner join identity.customer_xref
        on customer_xref.source_system = consents.source_system
        and customer_xref.source_record_id = consents.source_record_id

),

consents_summarized_to_customer as (

    select
        customer_id,
        purpose,
        max(granted_at) as granted_at,
        max(
            case when expires_at is null or expires_at >= :snapshot_date then granted_at end
        ) as unexpired_granted_at,
        max(withdrawn_at) as withdrawn_at
    from consents_identified
    group by
        customer_id,
        purpose

)

select
    customer_id,
    purpose,
    -- The last word counts: a grant after a withdrawal stands, unless it has expired.
    coalesce(
        unexpired_granted_at is not null
        and (withdrawn_at is null or unexpired_granted_at > withdrawn_at),
        false
    ) as is_granted,
    coalesce(
        withdrawn_at is not null
        and (granted_at is null or withdrawn_at >= granted_at),
        false
    ) as is_withdrawn
from consents_summarized_to_customer
