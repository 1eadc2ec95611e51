-- 004_gate: who decided that readers see which publication, and the chained log of every change.
-- why:    "what was live on that day, who promoted it, and what did it replace?" can be answered from nothing else.
-- rerun:  the journal runs it once; publications of before count as promoted when they were published.

alter table publications rename column published_at to built_at;
alter table publications add column based_on_run_id text;
alter table publications add column size_bytes integer not null default 0;
alter table publications add column dropped_at text;

create table publication_schemes (
    run_id text not null,
    scheme text not null,
    definition_hash text not null,
    model_version text,
    primary key (run_id, scheme)
);

-- One row per lease; its token only grows.
create table leases (
    name text primary key,
    token integer not null,
    holder text not null
);

create table promotions (
    number integer primary key,
    run_id text not null,
    replaced_run_id text,
    kind text not null,
    actor text not null,
    reason text,
    intended_at text not null,
    fencing_token integer not null,
    status text not null,
    done_at text
);

create table promotion_moves (
    promotion_number integer not null,
    target text not null,
    run_id text not null,
    moved_at text not null,
    primary key (promotion_number, target)
);

create table change_log (
    number integer primary key,
    changed_at text not null,
    actor text not null,
    kind text not null,
    subject text not null,
    detail text not null,
    previous_hash text not null,
    hash text not null
);

create table configurations (
    config_hash text not null,
    body text not null,
    first_seen_at text not null,
    actor text not null,
    primary key (config_hash)
);

insert into promotions
select
    row_number() over (order by built_at, run_id),
    run_id,
    lag(run_id) over (order by built_at, run_id),
    'promote',
    'before the gate',
    null,
    built_at,
    0,
    'done',
    built_at
from publications;

insert into promotion_moves
select number, 'file', run_id, done_at from promotions;
