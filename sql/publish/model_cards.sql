-- model_cards: the card of every model that was ever published: what it is for, what it rests on, what it must not be used for.
-- grain:  one row per scheme and model_version
-- owner:  segmentation
-- reads:  scores.model_cards, previous.model_cards

with

model_cards_tonight as (

    select
        scheme,
        model_version,
        kind,
        fitted_snapshot_date,
        card
    from scores.model_cards

),

model_cards_before as (

    -- Of models that no longer score, what is published stays: a comparison
    -- with the model before needs both.
    select
        model_cards.scheme,
        model_cards.model_version,
        model_cards.kind,
        model_cards.fitted_snapshot_date,
        model_cards.card
    from previous.model_cards as model_cards
    left join model_cards_tonight
        on model_cards_tonight.scheme = model_cards.scheme
        and model_cards_tonight.model_version = model_cards.model_version
    where model_cards_tonight.scheme is null

)

select * from model_cards_tonight
union all
select * from model_cards_before
