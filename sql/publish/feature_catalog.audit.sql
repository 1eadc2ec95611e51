-- audit: every_feature_is_declared
-- holds: Every column that schemes may use is described once in the feature catalogue.

select feature
from publish.feature_catalog
group by feature
having count(*) > 1
    or min(description) is null
