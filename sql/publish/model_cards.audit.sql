-- audit: model_cards_are_unique
-- holds: A model has one card.

select
    scheme,
    model_version
from publish.model_cards
group by
    scheme,
    model_version
having count(*) > 1
