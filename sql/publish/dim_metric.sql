-- dim_metric: the company's words, each with the one definition that every scheme uses.
-- grain:  one row per metric
-- owner:  segmentation
-- reads:  config.metrics
-- tags:   current

select
    metric,
    description,
    definition,
    owner
from config.metrics
