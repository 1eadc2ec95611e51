-- 002_erp: the classes that the ERP was given, as they are when there were none.
-- why:    they are history: what was published is ended, never taken back.
-- rerun:  safe; made anew in every run's scratch database, and read from the live serving file where that has it.

create table previous.erp_customer_classification (
    category string,
    code string,
    source_system string,
    source_record_id string,
    customer_id string,
    valid_from_date date,
    valid_to_date date,
    recorded_from_at timestamp,
    run_id string
);
