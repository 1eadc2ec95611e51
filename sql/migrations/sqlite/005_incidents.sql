-- 005_incidents: what went wrong, for how long, and who was told.
-- why:    an incident lasts over many runs, and a message must be neither lost nor sent twice when a run dies.
-- rerun:  the journal runs it once; every table is created only if it is not there.

create table if not exists incidents (
    incident_id text primary key,
    rule text not null,
    subject text not null,
    occurrence integer not null,
    status text not null,
    severity text not null,
    message text not null,
    opened_at text not null,
    last_seen_at text not null,
    night_count integer not null,
    level integer not null,
    run_id text not null,
    closed_at text,
    actor text,
    reason text,
    unique (rule, subject, occurrence)
);

-- What was told, to whom: written with the incident, delivered afterwards.
create table if not exists incident_messages (
    message_id text primary key,
    incident_id text not null,
    event text not null,
    recipient text not null,
    body text not null,
    created_at text not null,
    attempts integer not null,
    claimed_until text,
    delivered_at text,
    given_up_at text,
    last_error text
);

create table if not exists segment_sizes (
    run_id text not null,
    snapshot_date text not null,
    scheme text not null,
    segment_code text not null,
    customer_count integer not null,
    primary key (run_id, scheme, segment_code)
);
