-- int_customer_survey_answers__latest: each customer's latest answer in numbers to each question of each survey, as it was
--         known on the snapshot date. Of a customer's records, the one that answered last speaks.
-- grain:  one row per customer_id, survey_id and question_id
-- owner:  market-research
-- reads:  staging.stg_raw__survey_answers, identity.customer_xref
-- params: snapshot_date

with

answers as (

    select
        source_system,
        source_record_id,
        survey_id,
        question_id,
        answer_value,
        answered_at
    from staging.stg_raw__survey_answers
    -- Strictly before: an answer given on the snapshot date is not yet known.
    where answered_at < :snapshot_date
        and answer_value is not null

),

answers_numbered as (

    select
        customer_xref.customer_id,
        answers.survey_id,
        answers.question_id,
        answers.answer_value,
        answers.answered_at,
        row_number() over (
            partition by
                customer_xref.customer_id,
                answers.survey_id,
                answers.question_id
            order by
                answers.answered_at desc,
                answers.source_system,
                answers.source_record_id
        ) as answer_number
    from answers
    inner join identity.customer_xref
        on customer_xref.source_system = answers.source_system
        and customer_xref.source_record_id = answers.source_record_id

)

select
    customer_id,
    survey_id,
    question_id,
    answer_value,
    answered_at
from answers_numbered
where answer_number = 1
