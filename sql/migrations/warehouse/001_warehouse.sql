-- 001_warehouse: where publications lie side by side in PostgreSQL, the pointer to the live one, and who may do what.
-- why:    a pointer row is the only swap that is right for readers with an older snapshot, and history that the batch could
--         change would prove nothing.
-- rerun:  the journal runs it once.
-- $schema$ is what readers use; its three companions are the project's own.

create schema $schema$ authorization segbatch_owner;
create schema $schema$_live authorization segbatch_owner;
create schema $schema$_history authorization segbatch_owner;

do $do$
begin
    -- Whether an old publication is still being read is known only to those who may see what others do.
    grant pg_read_all_stats to segbatch_owner;
exception when insufficient_privilege then
    raise notice 'segbatch_owner may not see other sessions: old publications are kept a day longer';
end
$do$;

set local role segbatch_owner;

revoke all on schema $schema$, $schema$_live, $schema$_history from public;
alter default privileges in schema $schema$ revoke all on tables from public;
alter default privileges in schema $schema$_gate revoke execute on functions from public;
alter default privileges revoke execute on functions from public;
grant usage on schema $schema$ to
    segbatch_batch, segbatch_analyst, segbatch_marketing, segbatch_finance, segbatch_erp, segbatch_auditor;
grant usage on schema $schema$_history to segbatch_batch;

comment on schema $schema$ is 'Customer segments: views with stable names over the live publication. Read these.';
comment on schema $schema$_live is 'Tables of the live publication, unmasked. Nobody reads these but the views of $schema$.';
comment on schema $schema$_history is 'Publications side by side, one partition each. Never changed once attached.';
comment on schema $schema$_gate is 'Which publication is live, who decided so, and who sees which customers.';

create table $schema$_gate.publications (
    publication_id integer generated always as identity primary key,
    run_id text not null unique,
    begun_at timestamptz not null default now(),
    begun_by text not null default session_user
);
comment on table $schema$_gate.publications is 'Publications that were brought here, live or not.';

create table $schema$_gate.published_tables (
    table_name text primary key,
    key_columns text[] not null,
    index_columns text[] not null,
    is_current boolean not null
);
comment on table $schema$_gate.published_tables is 'Tables that a publication consists of, with the keys and indexes of each partition.';

create table $schema$_gate.loaded_tables (
    publication_id integer not null references $schema$_gate.publications,
    table_name text not null references $schema$_gate.published_tables,
    row_count bigint not null,
    loaded_at timestamptz not null default now(),
    primary key (publication_id, table_name)
);
comment on table $schema$_gate.loaded_tables is 'Tables of a publication that are here, whole.';

create table $schema$_gate.live_publication (
    is_single boolean primary key default true check (is_single),
    publication_id integer not null references $schema$_gate.publications,
    run_id text not null,
    fencing_token bigint not null,
    moved_at timestamptz not null,
    moved_by text not null
);
comment on table $schema$_gate.live_publication is 'The pointer: the one publication that readers see.';

create table $schema$_gate.promotions (
    promotion_id bigint generated always as identity primary key,
    run_id text not null,
    replaced_run_id text,
    fencing_token bigint not null,
    moved_at timestamptz not null,
    moved_by text not null
);
comment on table $schema$_gate.promotions is 'Every move of the pointer. Only added to, and only by promote().';

create table $schema$_gate.access_rules (
    role_name name primary key,
    regions text[],
    business_units text[],
    product_lines text[]
);
comment on table $schema$_gate.access_rules is
    'Which customers a role sees: those of these regions (dim_customer.region), last business units and main categories (customer_features); null is all. A login''s own row goes before those of its groups; without any row nothing is seen.';
insert into $schema$_gate.access_rules (role_name) values
    ('segbatch_owner'), ('segbatch_batch'), ('segbatch_analyst'), ('segbatch_marketing'),
    ('segbatch_finance'), ('segbatch_erp'), ('segbatch_auditor');

create table $schema$_gate.definition (
    is_single boolean primary key default true check (is_single),
    fingerprint text not null,
    statements text[] not null,
    defined_at timestamptz not null default now()
);
comment on table $schema$_gate.definition is
    'Fingerprint of the tables and views, so that a night can tell whether they are its own, and hashes of the statements that made them: what has not changed is not run again, and locks nobody out.';

-- The rule that counts for whoever logged in: its own row, else the one row of its groups that shows most. Several groups with different
-- limits would add up to more than anybody granted, so then nothing is seen.
-- It is the login that counts, and no argument: a login that takes on its group with 'set role' keeps its own limits.
create function $schema$_gate.rule_of_login() returns setof $schema$_gate.access_rules
language sql stable security definer set search_path = pg_catalog, pg_temp
as $body$
    with rules as (
        select
            access_rules.*,
            case
                when access_rules.role_name = session_user then 0
                when access_rules.regions is null and access_rules.business_units is null and access_rules.product_lines is null then 1
                else 2
            end as rank
        from $schema$_gate.access_rules
        where access_rules.role_name = session_user
            or (
                exists (select from pg_catalog.pg_roles where pg_roles.rolname = access_rules.role_name)
                and pg_catalog.pg_has_role(session_user, access_rules.role_name, 'member')
                and not (select pg_roles.rolsuper from pg_catalog.pg_roles where pg_roles.rolname = session_user)
            )
            or (
                access_rules.role_name = 'segbatch_owner'
                and (select pg_roles.rolsuper from pg_catalog.pg_roles where pg_roles.rolname = session_user)
            )
    )

    select role_name, regions, business_units, product_lines
    from rules
    where rank = (select min(rank) from rules)
        and (rank < 2 or (select count(*) from rules) = 1)
    order by role_name
    limit 1
$body$;

-- The views are the same SQL on every engine; PostgreSQL alone rounds no double precision to digits.
create function $schema$_gate.round(number double precision, digits integer) returns double precision
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $body$
    select cast(round(cast(number as numeric), digits) as double precision)
$body$;

-- Begins the load of one table of a publication: an empty table of its own, to which the batch may add rows until it is finished.
create function $schema$_gate.begin_load(p_run_id text, p_table_name text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $body$
declare
    v_id integer;
    v_partition text;
begin
    if not exists (select from $schema$_gate.published_tables where table_name = p_table_name) then
        raise exception 'no published table is called %', p_table_name using errcode = 'SB003';
    end if;
    if not exists (select from $schema$_gate.publications where run_id = p_run_id) then
        insert into $schema$_gate.publications (run_id) values (p_run_id) on conflict (run_id) do nothing;
    end if;
    select publication_id into v_id from $schema$_gate.publications where run_id = p_run_id for update;
    if exists (select from $schema$_gate.loaded_tables where publication_id = v_id and table_name = p_table_name) then
        raise exception 'table % of run % is loaded already', p_table_name, p_run_id using errcode = 'SB004';
    end if;
    v_partition := p_table_name || '__' || v_id;
    execute format('drop table if exists $schema$_history.%I', v_partition);
    execute format('create table $schema$_history.%I (like $schema$_history.%I including comments)', v_partition, p_table_name);
    execute format('alter table $schema$_history.%I alter column publication_id set default %s', v_partition, v_id);
    execute format('grant insert on $schema$_history.%I to segbatch_batch', v_partition);
    return v_partition;
end
$body$;

-- Ends the load: from here on nobody can change the rows.
create function $schema$_gate.finish_load(p_run_id text, p_table_name text, p_row_count bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $body$
declare
    v_id integer;
    v_partition text;
    v_count bigint;
    v_index text;
    v_table $schema$_gate.published_tables;
begin
    select publication_id into strict v_id from $schema$_gate.publications where run_id = p_run_id for update;
    select * into strict v_table from $schema$_gate.published_tables where table_name = p_table_name;
    v_partition := p_table_name || '__' || v_id;
    execute format('revoke insert on $schema$_history.%I from segbatch_batch', v_partition);
    execute format('select count(*) from $schema$_history.%I where publication_id = %s', v_partition, v_id) into v_count;
    if v_count <> p_row_count then
        raise exception 'table % of run % has % rows here and % in its file', p_table_name, p_run_id, v_count, p_row_count using errcode = 'SB005';
    end if;
    if cardinality(v_table.key_columns) > 0 then
        execute format(
            'create unique index on $schema$_history.%I (%s)', v_partition,
            (select string_agg(quote_ident(name), ', ' order by place) from unnest(v_table.key_columns) with ordinality as keys (name, place)));
    end if;
    foreach v_index in array v_table.index_columns loop
        execute format(
            'create index on $schema$_history.%I (%s)', v_partition,
            (select string_agg(quote_ident(name), ', ' order by place) from unnest(string_to_array(v_index, ',')) with ordinality as keys (name, place)));
    end loop;
    -- Lets the partition be attached without being read again.
    execute format('alter table $schema$_history.%I add constraint belongs check (publication_id = %s)', v_partition, v_id);
    execute format('analyze $schema$_history.%I', v_partition);
    insert into $schema$_gate.loaded_tables (publication_id, table_name, row_count) values (v_id, p_table_name, p_row_count);
end
$body$;

-- Hangs a publication into the tables. Readers see nothing of it: their views follow the pointer.
-- Not in the transaction that moves the pointer: a statement is planned before it takes its snapshot, and one that was planned
-- without these partitions would find nothing behind a pointer that moved in between.
create function $schema$_gate.attach_publication(p_run_id text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $body$
declare
    v_id integer;
    v_table text;
begin
    select publication_id into strict v_id from $schema$_gate.publications where run_id = p_run_id for update;
    for v_table in select table_name from $schema$_gate.loaded_tables where publication_id = v_id order by table_name loop
        if not exists (
            select from pg_catalog.pg_inherits
            where inhrelid = format('$schema$_history.%I', v_table || '__' || v_id)::regclass
        ) then
            execute format(
                'alter table $schema$_history.%I attach partition $schema$_history.%I for values in (%s)', v_table, v_table || '__' || v_id, v_id);
        end if;
    end loop;
end
$body$;

-- Whether statements run that began before a moment. Those alone may have been planned without a publication attached before it.
create function $schema$_gate.earlier_statements(p_moment timestamptz) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $body$
    select exists (
        select from pg_catalog.pg_stat_activity
        where datname = current_database()
            and pid <> pg_backend_pid()
            and backend_type = 'client backend'
            -- What may not be seen counts as running.
            and coalesce(state, 'active') <> 'idle'
            and coalesce(state, 'active') not like 'idle in transaction%'
            and coalesce(query_start, p_moment) <= p_moment
    )
$body$;

-- Moves the pointer. Readers see the old publication until this commits, and the new one afterwards.
create function $schema$_gate.promote(p_run_id text, p_fencing_token bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $body$
declare
    v_id integer;
    v_live $schema$_gate.live_publication;
    v_table text;
    v_is_new boolean;
begin
    select publication_id into v_id from $schema$_gate.publications where run_id = p_run_id;
    if v_id is null then
        raise exception 'no publication of run % is here', p_run_id using errcode = 'SB003';
    end if;
    -- One promotion at a time, also the first.
    lock table $schema$_gate.live_publication in exclusive mode;
    select * into v_live from $schema$_gate.live_publication;
    if v_live.fencing_token > p_fencing_token then
        raise exception 'run % holds token %, and token % has moved the pointer since', p_run_id, p_fencing_token, v_live.fencing_token using errcode = 'SB001';
    end if;
    if v_live.run_id = p_run_id then
        return;
    end if;

    v_is_new := not exists (select from $schema$_gate.promotions where run_id = p_run_id);
    for v_table in select table_name from $schema$_gate.published_tables order by table_name loop
        if not exists (select from $schema$_gate.loaded_tables where publication_id = v_id and table_name = v_table) then
            -- A publication from before a table existed can be rolled back to; a new one must be whole.
            if v_is_new and (select is_current from $schema$_gate.published_tables where table_name = v_table) then
                raise exception 'table % of run % is not loaded', v_table, p_run_id using errcode = 'SB006';
            end if;
        elsif not exists (
            select from pg_catalog.pg_inherits
            where inhrelid = format('$schema$_history.%I', v_table || '__' || v_id)::regclass
        ) then
            raise exception 'table % of run % is not attached', v_table, p_run_id using errcode = 'SB006';
        end if;
    end loop;

    insert into $schema$_gate.live_publication (publication_id, run_id, fencing_token, moved_at, moved_by)
    values (v_id, p_run_id, p_fencing_token, clock_timestamp(), session_user)
    on conflict (is_single) do update set
        publication_id = excluded.publication_id,
        run_id = excluded.run_id,
        fencing_token = excluded.fencing_token,
        moved_at = excluded.moved_at,
        moved_by = excluded.moved_by;
    insert into $schema$_gate.promotions (run_id, replaced_run_id, fencing_token, moved_at, moved_by)
    values (p_run_id, v_live.run_id, p_fencing_token, clock_timestamp(), session_user);
end
$body$;

-- Drops a publication that is not live. False when a reader may still need it.
create function $schema$_gate.drop_publication(p_run_id text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $body$
declare
    v_id integer;
    v_left_at timestamptz;
    v_table text;
begin
    select publication_id into v_id from $schema$_gate.publications where run_id = p_run_id;
    if v_id is null then
        return true;
    end if;
    lock table $schema$_gate.live_publication in exclusive mode;
    if exists (select from $schema$_gate.live_publication where publication_id = v_id) then
        raise exception 'the publication of run % is live', p_run_id using errcode = 'SB007';
    end if;
    select max(moved_at) into v_left_at from $schema$_gate.promotions where replaced_run_id = p_run_id;
    if v_left_at is not null and (
        -- A transaction that began before the pointer left still reads this publication.
        exists (select from pg_catalog.pg_stat_activity where xact_start <= v_left_at and pid <> pg_backend_pid())
        or (not pg_has_role('segbatch_owner', 'pg_read_all_stats', 'usage') and v_left_at > now() - interval '1 day')
    ) then
        return false;
    end if;

    for v_table in select table_name from $schema$_gate.loaded_tables where publication_id = v_id order by table_name loop
        if exists (
            select from pg_catalog.pg_inherits
            where inhrelid = to_regclass(format('$schema$_history.%I', v_table || '__' || v_id))
        ) then
            execute format('alter table $schema$_history.%I detach partition $schema$_history.%I', v_table, v_table || '__' || v_id);
        end if;
    end loop;
    for v_table in select table_name from $schema$_gate.published_tables order by table_name loop
        execute format('drop table if exists $schema$_history.%I', v_table || '__' || v_id);
    end loop;
    delete from $schema$_gate.loaded_tables where publication_id = v_id;
    delete from $schema$_gate.publications where publication_id = v_id;
    return true;
end
$body$;

grant execute on function
    $schema$_gate.begin_load(text, text),
    $schema$_gate.finish_load(text, text, bigint),
    $schema$_gate.attach_publication(text),
    $schema$_gate.earlier_statements(timestamptz),
    $schema$_gate.promote(text, bigint),
    $schema$_gate.drop_publication(text)
    to segbatch_batch;
-- The policies call these in the name of whoever reads.
grant execute on function $schema$_gate.rule_of_login(), $schema$_gate.round(double precision, integer) to
    segbatch_batch, segbatch_analyst, segbatch_marketing, segbatch_finance, segbatch_erp, segbatch_auditor;
grant usage on schema $schema$_gate to segbatch_analyst, segbatch_marketing, segbatch_finance, segbatch_erp;
grant select on $schema$_gate.live_publication, $schema$_gate.publications, $schema$_gate.loaded_tables, $schema$_gate.definition to segbatch_batch;
grant select on all tables in schema $schema$_gate to segbatch_auditor;

reset role;
