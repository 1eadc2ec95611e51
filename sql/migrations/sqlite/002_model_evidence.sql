-- 002_model_evidence: what was measured when a model was fitted.
-- why:    a model is used for weeks after its fit, and its evidence must be publishable on every one of those nights.
-- rerun:  the journal runs it once; models of before have none.

alter table models add column evidence text;
