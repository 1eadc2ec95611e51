-- audit: customer_survey_answers_are_unique
-- holds: A customer has one answer to a question of a survey.

select
    customer_id,
    survey_id,
    question_id
from intermediate.int_customer_survey_answers__latest
group by
    customer_id,
    survey_id,
    question_id
having count(*) > 1
