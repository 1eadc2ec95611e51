-- 001_ledger: what was loaded, run, audited, fitted and published.
-- why:    nothing here can be computed again from the raw tables.
-- rerun:  safe; every table is created only if it is not there.
-- Amounts are text: SQLite has no decimal type, and a cent lost to a float is a cent lost.

create table if not exists runs (
    run_id text primary key,
    command text not null,
    snapshot_date text,
    started_at text not null,
    finished_at text,
    status text not null,
    program_version text not null,
    engine_version text,
    thread_count integer not null,
    config_hash text not null,
    transforms_hash text not null,
    input_hash text,
    published_hash text,
    message text
);

create table if not exists steps (
    run_id text not null,
    position integer not null,
    step text not null,
    started_at text not null,
    finished_at text,
    status text not null,
    row_count integer,
    wall_ms integer,
    cpu_ms integer,
    summary text,
    primary key (run_id, position)
);

create table if not exists loads (
    load_id text primary key,
    loaded_at text not null
);

create table if not exists load_files (
    source text not null,
    path text not null,
    content_hash text not null,
    size_bytes integer not null,
    load_id text not null,
    is_live integer not null,
    first_date text,
    last_date text,
    primary key (load_id, source, path)
);

create table if not exists load_parts (
    table_name text not null,
    is_quarantine integer not null,
    load_id text not null,
    path text primary key,
    row_count integer not null,
    size_bytes integer not null,
    sha256 text not null
);

create table if not exists load_totals (
    load_id text not null,
    source text not null,
    source_file text not null,
    table_name text not null,
    fate text not null,
    currency text not null,
    row_count integer not null,
    amount text not null,
    primary key (load_id, source, source_file, table_name, fate, currency)
);

create table if not exists audit_results (
    run_id text not null,
    audit text not null,
    table_name text not null,
    snapshot_date text not null,
    description text not null,
    is_blocking integer not null,
    measured_value text not null,
    threshold text not null,
    status text not null,
    primary key (run_id, audit)
);

create table if not exists models (
    model_version text not null,
    scheme text not null,
    kind text not null,
    snapshot_date text not null,
    definition_hash text not null,
    body text not null,
    run_id text not null,
    fitted_at text not null,
    primary key (scheme, model_version, snapshot_date)
);

create table if not exists publications (
    run_id text primary key,
    snapshot_date text not null,
    published_at text not null,
    content_hash text not null,
    customer_count integer not null
);
