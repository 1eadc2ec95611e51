-- stg_raw__survey_answers: every answer to a question of a survey, in its newest version. Another answer on another day
--         stays beside it: on a day in between only the first is known.
-- grain:  one row per source_system, survey_id, source_record_id, question_id, answered_at
-- owner:  market-research
-- reads:  raw.survey_answers
-- as:     view
-- tags:   staging

with

answer_versions as (

    select
        *,
        row_number() over (
            partition by
                source_system,
                survey_id,
                source_record_id,
                question_id,
                answered_at
            order by
                loaded_at desc nulls last,
                source_file desc nulls last,
                source_row desc nulls last
        ) as version_number
    from raw.survey_answers

),

newest_versions as (

    select
        source_system,
        survey_id,
        source_record_id,
        question_id,
        answer_value,
        answer_text,
        answered_at,
        loaded_at,
        load_id,
        source_file,
        source_row
    from answer_versions
    where version_number = 1

)

select * from newest_versions
