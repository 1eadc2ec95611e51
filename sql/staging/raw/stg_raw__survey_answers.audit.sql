-- audit: survey_answers_are_unique
-- holds: A record has one answer to a question at a time.

select
    source_system,
    survey_id,
    source_record_id,
    question_id,
    answered_at
from staging.stg_raw__survey_answers
group by
    source_system,
    survey_id,
    source_record_id,
    question_id,
    answered_at
having count(*) > 1

-- audit: survey_answers_say_something
-- holds: Every answer has a value or a text.
-- blocks: no

select source_record_id
from staging.stg_raw__survey_answers
where answer_value is null
    and answer_text is null
