-- stg_raw__support_tickets: every support ticket in its newest version, without what was written in it.
-- grain:  one row per source_system, ticket_id
-- owner:  customer-service
-- reads:  raw.support_tickets
-- as:     view
-- tags:   staging

with

ticket_versions as (

    select
        *,
        row_number() over (
            partition by
                source_system,
                ticket_id
            order by
                loaded_at desc nulls last,
                source_file desc nulls last,
                source_row desc nulls last
        ) as version_number
    from raw.support_tickets

),

newest_versions as (

    select
        source_system,
        ticket_id,
        source_record_id,
        priority,
        channel,
        satisfaction_score,
        cast(opened_at as date) as opened_date,
        opened_at,
        first_response_at,
        resolved_at,
        loaded_at,
        load_id,
        source_file,
        source_row
    from ticket_versions
    where version_number = 1

)

select * from newest_versions
