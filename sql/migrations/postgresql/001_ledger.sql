-- 001_ledger: the ledger as SQLite's scripts 001 to 004 leave it, in PostgreSQL's own types.
-- why:    one implementation serves both, so tables and columns have the same names; from 005 on the scripts are numbered alike.
-- rerun:  safe; every table is created only if it is not there, in the schema that the connection's search path names.
-- Text sorts by its bytes, as in SQLite: an order must not depend on the language of the server.

create table if not exists runs (
    run_id text collate "C" primary key,
    command text collate "C" not null,
    snapshot_date date,
    started_at timestamptz not null,
    finished_at timestamptz,
    status text collate "C" not null,
    program_version text collate "C" not null,
    engine_version text collate "C",
    thread_count integer not null,
    config_hash text collate "C" not null,
    transforms_hash text collate "C" not null,
    input_hash text collate "C",
    published_hash text collate "C",
    message text collate "C"
);

create table if not exists steps (
    run_id text collate "C" not null,
    position integer not null,
    step text collate "C" not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    status text collate "C" not null,
    row_count bigint,
    wall_ms bigint,
    cpu_ms bigint,
    summary text collate "C",
    primary key (run_id, position)
);

create table if not exists loads (
    load_id text collate "C" primary key,
    loaded_at timestamptz not null
);

create table if not exists load_files (
    source text collate "C" not null,
    path text collate "C" not null,
    content_hash text collate "C" not null,
    size_bytes bigint not null,
    load_id text collate "C" not null,
    is_live boolean not null,
    first_date date,
    last_date date,
    primary key (load_id, source, path)
);

create table if not exists load_parts (
    table_name text collate "C" not null,
    is_quarantine boolean not null,
    load_id text collate "C" not null,
    path text collate "C" primary key,
    row_count bigint not null,
    size_bytes bigint not null,
    sha256 text collate "C" not null
);

create table if not exists load_totals (
    load_id text collate "C" not null,
    source text collate "C" not null,
    source_file text collate "C" not null,
    table_name text collate "C" not null,
    fate text collate "C" not null,
    currency text collate "C" not null,
    row_count bigint not null,
    amount numeric not null,
    primary key (load_id, source, source_file, table_name, fate, currency)
);

create table if not exists audit_results (
    run_id text collate "C" not null,
    audit text collate "C" not null,
    table_name text collate "C" not null,
    snapshot_date date not null,
    description text collate "C" not null,
    is_blocking boolean not null,
    measured_value numeric not null,
    threshold numeric not null,
    status text collate "C" not null,
    primary key (run_id, audit)
);

create table if not exists models (
    model_version text collate "C" not null,
    scheme text collate "C" not null,
    kind text collate "C" not null,
    snapshot_date date not null,
    definition_hash text collate "C" not null,
    body text collate "C" not null,
    run_id text collate "C" not null,
    fitted_at timestamptz not null,
    evidence text collate "C",
    is_refused boolean not null default false,
    primary key (scheme, model_version, snapshot_date)
);

create table if not exists publications (
    run_id text collate "C" primary key,
    snapshot_date date not null,
    built_at timestamptz not null,
    content_hash text collate "C" not null,
    customer_count bigint not null,
    based_on_run_id text collate "C",
    size_bytes bigint not null default 0,
    dropped_at timestamptz
);

create table if not exists publication_schemes (
    run_id text collate "C" not null,
    scheme text collate "C" not null,
    definition_hash text collate "C" not null,
    model_version text collate "C",
    primary key (run_id, scheme)
);

-- One row per lease; its token only grows.
create table if not exists leases (
    name text collate "C" primary key,
    token bigint not null,
    holder text collate "C" not null
);

create table if not exists promotions (
    number bigint primary key,
    run_id text collate "C" not null,
    replaced_run_id text collate "C",
    kind text collate "C" not null,
    actor text collate "C" not null,
    reason text collate "C",
    intended_at timestamptz not null,
    fencing_token bigint not null,
    status text collate "C" not null,
    done_at timestamptz
);

create table if not exists promotion_moves (
    promotion_number bigint not null,
    target text collate "C" not null,
    run_id text collate "C" not null,
    moved_at timestamptz not null,
    primary key (promotion_number, target)
);

create table if not exists change_log (
    number bigint primary key,
    changed_at timestamptz not null,
    actor text collate "C" not null,
    kind text collate "C" not null,
    subject text collate "C" not null,
    detail text collate "C" not null,
    previous_hash text collate "C" not null,
    hash text collate "C" not null
);

create table if not exists configurations (
    config_hash text collate "C" primary key,
    body text collate "C" not null,
    first_seen_at timestamptz not null,
    actor text collate "C" not null
);
