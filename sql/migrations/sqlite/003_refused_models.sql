-- 003_refused_models: whether a model's gates refused it.
-- why:    a refused fit is kept so that people can see why, and must never be taken for the model that a night scores with.
-- rerun:  the journal runs it once; models of before were not refused.

alter table models add column is_refused integer not null default 0;
