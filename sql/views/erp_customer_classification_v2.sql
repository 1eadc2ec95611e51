-- erp_customer_classification_v2: the class of each customer number by the ERP's own short codes, effective-dated; rows are only ever ended.
-- grain:  one row per category, source_system, source_record_id and valid_from_date
-- owner:  erp-integration
-- reads:  publish.erp_customer_classification

-- A class that was put right on its own day never held, and is not shown.
select
    category,
    code,
    source_system,
    source_record_id,
    customer_id,
    valid_from_date,
    case
        when valid_to_date < date '9999-12-31' then valid_to_date
    end as valid_to_date
from publish.erp_customer_classification
where valid_from_date < valid_to_date
