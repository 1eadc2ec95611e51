-- 005_incidents: what went wrong, for how long, and who was told.
-- why:    an incident lasts over many runs, and a message must be neither lost nor sent twice when a run dies.
-- rerun:  the journal runs it once; every table is created only if it is not there.

create table if not exists incidents (
    incident_id text collate "C" primary key,
    rule text collate "C" not null,
    subject text collate "C" not null,
    occurrence integer not null,
    status text collate "C" not null,
    severity text collate "C" not null,
    message text collate "C" not null,
    opened_at timestamptz not null,
    last_seen_at timestamptz not null,
    night_count integer not null,
    level integer not null,
    run_id text collate "C" not null,
    closed_at timestamptz,
    actor text collate "C",
    reason text collate "C",
    unique (rule, subject, occurrence)
);

-- What was told, to whom: written with the incident, delivered afterwards.
create table if not exists incident_messages (
    message_id text collate "C" primary key,
    incident_id text collate "C" not null,
    event text collate "C" not null,
    recipient text collate "C" not null,
    body text collate "C" not null,
    created_at timestamptz not null,
    attempts integer not null,
    claimed_until timestamptz,
    delivered_at timestamptz,
    given_up_at timestamptz,
    last_error text collate "C"
);

create table if not exists segment_sizes (
    run_id text collate "C" not null,
    snapshot_date date not null,
    scheme text collate "C" not null,
    segment_code text collate "C" not null,
    customer_count bigint not null,
    primary key (run_id, scheme, segment_code)
);
