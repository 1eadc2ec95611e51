-- 001_kept_tables: what a night needs of the night before, as it is when there was none.
-- why:    the first night has no serving file; a serving file of an older program may lack a column.
-- rerun:  safe; made anew in every run's scratch database, and read from the live serving file where that has it.

create schema previous;

create table previous.customer_xref (
    source_system string,
    source_record_id string,
    customer_id string
);

create table previous.id_changes (
    change_type string,
    old_customer_id string,
    new_customer_id string,
    snapshot_date date,
    run_id string,
    changed_at timestamp
);

create table previous.customer_segments (
    customer_id string,
    scheme string,
    segment_code string,
    segment_label string,
    parent_segment_code string,
    state string,
    score double,
    score_detail string,
    next_segment_code string,
    distance_to_next double,
    confidence double,
    has_withdrawn_consent boolean,
    model_version string,
    snapshot_date date,
    run_id string
);

create table previous.dim_scheme (
    scheme string,
    kind string,
    description string,
    owner string,
    definition_hash string,
    model_version string,
    model_snapshot_date date,
    snapshot_date date
);

create table previous.dim_segment (
    scheme string,
    segment_code string,
    segment_label string,
    segment_description string,
    parent_segment_code string,
    state string,
    position bigint,
    valid_from_date date,
    valid_to_date date
);

create table previous.dim_snapshot (
    scheme string,
    snapshot_date date,
    model_version string,
    run_id string,
    recorded_at timestamp
);

create table previous.segment_membership (
    scheme string,
    customer_id string,
    segment_code string,
    valid_from_date date,
    valid_to_date date,
    recorded_from_at timestamp,
    recorded_to_at timestamp,
    run_id string
);

create table previous.segment_migration (
    scheme string,
    from_snapshot_date date,
    to_snapshot_date date,
    from_segment_code string,
    to_segment_code string,
    is_move boolean,
    customer_count bigint,
    net_spend_amount decimal(28,4),
    spend_365d_amount decimal(28,4),
    run_id string
);

create table previous.segment_kpis (
    scheme string,
    segment_code string,
    snapshot_date date,
    metric string,
    unit string,
    value decimal(28,6),
    run_id string
);

create table previous.finance_segment_revenue (
    scheme string,
    segment_code string,
    snapshot_date date,
    period string,
    account_class string,
    currency string,
    line_count bigint,
    document_count bigint,
    amount decimal(28,4),
    reporting_amount decimal(28,4),
    run_id string
);

create table previous.finance_reconciliation (
    snapshot_date date,
    hop bigint,
    upstream string,
    downstream string,
    scheme string,
    currency string,
    measure string,
    upstream_value decimal(28,4),
    downstream_value decimal(28,4),
    difference decimal(28,4),
    is_tied boolean,
    run_id string
);

create table previous.model_evidence (
    scheme string,
    model_version string,
    topic string,
    position bigint,
    subject string,
    item string,
    value double,
    lower_value double,
    upper_value double,
    threshold double,
    verdict string,
    detail string
);

create table previous.model_cards (
    scheme string,
    model_version string,
    kind string,
    fitted_snapshot_date date,
    card string
);

create table previous.finance_break_events (
    break_id string,
    event_date date,
    event string,
    amount decimal(28,4),
    run_id string
);

create table previous.finance_breaks (
    break_id string,
    break_class string,
    matched_by string,
    explanation string,
    document_id string,
    customer_id string,
    currency string,
    account_class string,
    warehouse_period string,
    warehouse_legal_entity string,
    warehouse_business_unit string,
    warehouse_date date,
    warehouse_amount decimal(28,4),
    ledger_period string,
    ledger_legal_entity string,
    ledger_business_unit string,
    ledger_account_class string,
    ledger_customer_number string,
    ledger_posting_date date,
    ledger_amount decimal(28,4),
    ledger_entry_ids string,
    ledger_entry_count bigint,
    amount decimal(28,4),
    reporting_amount decimal(28,4),
    is_within_tolerance boolean,
    is_material boolean
);
