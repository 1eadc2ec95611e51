-- 009_finance: what people did about breaks, who signed which period, and the figures that were posted when they did.
-- why:    a controller must show an auditor who prepared, who reviewed and what both of them saw; nothing of it can be computed again.
-- rerun:  the journal runs it once.
--
-- The rules stand here and not in the program, for the database may be open to more programs than one. They hold for every role that
-- does not own these tables: give signers usage on the schema, select on its tables, and insert on finance_break_deeds,
-- finance_signoffs, finance_posted and change_log, and nothing else.

-- Roles that speak for many people, such as a portal's. Only of these is it believed that the actor is somebody else.
create table finance_shared_accounts (
    account text collate "C" primary key,
    declared_at timestamptz not null,
    actor text collate "C" not null,
    reason text collate "C" not null,
    recorded_by text collate "C" not null default session_user
);

create table finance_break_deeds (
    deed_id bigint primary key,
    break_id text collate "C" not null,
    done_at timestamptz not null,
    actor text collate "C" not null,
    recorded_by text collate "C" not null default session_user,
    deed text collate "C" not null
        check (deed in ('assigned', 'commented', 'due', 'submitted', 'returned', 'closed', 'reopened')),
    owner text collate "C",
    due_date date,
    reason text collate "C",
    check (deed <> 'assigned' or coalesce(btrim(owner), '') <> ''),
    check (deed <> 'due' or due_date is not null),
    check (deed in ('assigned', 'due') or coalesce(btrim(reason), '') <> '')
);

-- legal_entity is '' when all entities are signed together. evidence says in figures what evidence_hash covers: when the hash of the
-- reviewer is another, it is told what has changed.
create table finance_signoffs (
    period text collate "C" not null,
    legal_entity text collate "C" not null,
    revision bigint not null,
    role text collate "C" not null check (role in ('preparer', 'reviewer')),
    kind text collate "C" not null check (kind in ('signed', 'reopened')),
    actor text collate "C" not null,
    recorded_by text collate "C" not null default session_user,
    signed_at timestamptz not null,
    evidence_hash text collate "C" not null check (evidence_hash ~ '^[0-9a-f]{64}$'),
    evidence text collate "C" not null,
    run_id text collate "C" not null,
    snapshot_date date not null,
    posted_row_count bigint,
    posted_file text collate "C",
    posted_file_row_count bigint,
    posted_file_sha256 text collate "C",
    reason text collate "C",
    primary key (period, legal_entity, revision, role, kind)
);

-- signed_legal_entity is the sign-off's own; legal_entity is whose figure it is.
create table finance_posted (
    period text collate "C" not null,
    signed_legal_entity text collate "C" not null,
    revision bigint not null,
    scheme text collate "C" not null,
    segment_code text collate "C" not null,
    legal_entity text collate "C" not null,
    business_unit text collate "C" not null,
    currency text collate "C" not null,
    account_class text collate "C" not null,
    amount numeric(28,4) not null,
    document_count bigint not null,
    primary key (period, signed_legal_entity, revision, scheme, segment_code, legal_entity, business_unit, currency, account_class)
);

create function finance_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is only ever added to: rows of it are never changed or deleted.', tg_table_name;
end $$;

create function finance_check_owner() returns trigger language plpgsql as $$
begin
    if not pg_has_role(session_user, (select relowner from pg_class where oid = tg_relid), 'member') then
        raise exception 'Only the owner of the ledger says which accounts speak for many people.';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    new.recorded_by := session_user;
    return new;
end $$;

-- Writers take turns, and each sees what those before it committed: otherwise two could both be the first.
create function finance_take_turn() returns void language plpgsql as $$
begin
    if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
        raise exception 'Finance rows are written in transactions that are read committed.';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('segbatch finance', 0));
end $$;

create function finance_check_actor(of_actor text, of_account text) returns boolean language plpgsql as $$
declare
    is_shared boolean := exists (select from finance_shared_accounts as accounts where accounts.account = of_account);
begin
    if of_account is distinct from session_user::text then
        raise exception 'The row says it is recorded by %, and it is recorded by %.', of_account, session_user;
    end if;
    if of_actor is null or btrim(of_actor) = '' or btrim(of_actor) <> of_actor then
        raise exception 'The actor has no name, or blanks around it.';
    end if;
    if of_actor <> of_account and not is_shared then
        raise exception 'Account % speaks for itself only, and the row says that % acts.', of_account, of_actor;
    end if;
    return is_shared;
end $$;

create function finance_is_same(one text, one_by text, other text, other_by text, is_shared boolean) returns boolean
language sql immutable as $$
    select lower(one) = lower(other) or (one_by = other_by and not is_shared)
$$;

create function finance_check_deed() returns trigger language plpgsql as $$
declare
    is_shared boolean;
    newest finance_break_deeds;
    latest finance_break_deeds;
begin
    perform finance_take_turn();
    is_shared := finance_check_actor(new.actor, new.recorded_by);
    select * into newest from finance_break_deeds order by deed_id desc limit 1;
    if new.deed_id <> coalesce(newest.deed_id, 0) + 1 then
        raise exception 'Deeds are numbered without gaps: the next is %.', coalesce(newest.deed_id, 0) + 1;
    end if;
    if new.done_at < newest.done_at then
        raise exception 'Deed % was done before the one in front of it.', new.deed_id;
    end if;

    select * into latest from finance_break_deeds as deeds
    where deeds.break_id = new.break_id and deeds.deed not in ('commented', 'due')
    order by deed_id desc limit 1;
    if new.deed in ('returned', 'closed') then
        if latest.deed is distinct from 'submitted' then
            raise exception 'Break % is not submitted, so nobody can review it.', new.break_id;
        end if;
        if finance_is_same(latest.actor, latest.recorded_by, new.actor, new.recorded_by, is_shared) then
            raise exception 'Break % was submitted by %, who may not review it too.', new.break_id, latest.actor;
        end if;
    end if;
    if new.deed = 'reopened' and latest.deed is distinct from 'closed' then
        raise exception 'Break % was not closed by anybody, so it cannot be reopened.', new.break_id;
    end if;
    return new;
end $$;

create function finance_next_revision(of_period text, of_entity text) returns bigint language sql stable as $$
    select coalesce(max(revision), 0) + 1
    from finance_signoffs
    where period = of_period and legal_entity = of_entity and kind = 'reopened'
$$;

create function finance_check_signoff() returns trigger language plpgsql as $$
declare
    is_shared boolean;
    prepared finance_signoffs;
    reviewed finance_signoffs;
    row_count bigint;
begin
    perform finance_take_turn();
    is_shared := finance_check_actor(new.actor, new.recorded_by);
    if new.revision <> finance_next_revision(new.period, new.legal_entity) then
        raise exception 'Period % stands at revision %, not %.',
            new.period, finance_next_revision(new.period, new.legal_entity), new.revision;
    end if;
    if exists (
        select from finance_signoffs as others
        where others.period = new.period and others.kind = 'signed'
            and (others.legal_entity = '') <> (new.legal_entity = '')
            and others.revision = finance_next_revision(others.period, others.legal_entity)
    ) then
        raise exception 'Period % is signed either for all entities together or for each, not both.', new.period;
    end if;

    select * into prepared from finance_signoffs as rows
    where rows.period = new.period and rows.legal_entity = new.legal_entity and rows.revision = new.revision
        and rows.role = 'preparer' and rows.kind = 'signed';
    select * into reviewed from finance_signoffs as rows
    where rows.period = new.period and rows.legal_entity = new.legal_entity and rows.revision = new.revision
        and rows.role = 'reviewer' and rows.kind = 'signed';

    if new.role = 'preparer' then
        if new.kind <> 'signed' then
            raise exception 'Only the reviewer reopens a period.';
        end if;
        if prepared.period is not null then
            raise exception 'Period % was signed by its preparer already.', new.period;
        end if;
        select count(*) into row_count from finance_posted as posted
        where posted.period = new.period and posted.signed_legal_entity = new.legal_entity and posted.revision = new.revision;
        if new.posted_row_count is distinct from row_count or row_count = 0 or new.posted_file is null
            or new.posted_file_row_count is null or new.posted_file_sha256 is null or new.posted_file_sha256 !~ '^[0-9a-f]{64}$' then
            raise exception 'What the preparer of period % signs is not what is posted.', new.period;
        end if;
        return new;
    end if;

    if prepared.period is null then
        raise exception 'Period % is reviewed after its preparer signed it.', new.period;
    end if;
    if new.evidence_hash <> prepared.evidence_hash then
        raise exception 'The reviewer of period % signs other evidence than its preparer.', new.period;
    end if;
    if new.signed_at < greatest(prepared.signed_at, reviewed.signed_at) then
        raise exception 'Period % was signed later than that.', new.period;
    end if;
    if new.kind = 'reopened' and coalesce(btrim(new.reason), '') = '' then
        raise exception 'Reopening period % needs a reason.', new.period;
    end if;
    if new.kind = 'reopened' and reviewed.period is not null then
        if not finance_is_same(reviewed.actor, reviewed.recorded_by, new.actor, reviewed.recorded_by, true)
            or (reviewed.recorded_by <> new.recorded_by and not is_shared) then
            raise exception 'Period % is reopened by its reviewer, %, and by nobody else.', new.period, reviewed.actor;
        end if;
    elsif finance_is_same(prepared.actor, prepared.recorded_by, new.actor, new.recorded_by, is_shared) then
        raise exception 'Period % was prepared by %, who may not review it too.', new.period, prepared.actor;
    elsif new.kind = 'signed' and reviewed.period is not null then
        raise exception 'Period % was signed by its reviewer already.', new.period;
    end if;
    return new;
end $$;

create function finance_check_posted() returns trigger language plpgsql as $$
begin
    perform finance_take_turn();
    if new.revision <> finance_next_revision(new.period, new.signed_legal_entity) or exists (
        select from finance_signoffs as signed
        where signed.period = new.period and signed.legal_entity = new.signed_legal_entity and signed.revision = new.revision
    ) then
        raise exception 'Period % is signed: nothing is added to what was posted.', new.period;
    end if;
    return new;
end $$;

-- Nobody's temporary table or function of the same name is looked at: the session's own schema comes last.
do $$
declare
    name text;
begin
    foreach name in array array[
        'finance_refuse_change()', 'finance_check_owner()', 'finance_take_turn()', 'finance_check_actor(text, text)',
        'finance_is_same(text, text, text, text, boolean)', 'finance_check_deed()', 'finance_next_revision(text, text)',
        'finance_check_signoff()', 'finance_check_posted()'
    ] loop
        execute format('alter function %s set search_path = pg_catalog, %I, pg_temp', name, current_schema());
    end loop;
end $$;

create trigger finance_shared_accounts_owner before insert or update or delete on finance_shared_accounts
    for each row execute function finance_check_owner();

create trigger finance_break_deeds_rules before insert on finance_break_deeds for each row execute function finance_check_deed();
create trigger finance_break_deeds_kept before update or delete on finance_break_deeds for each row execute function finance_refuse_change();
create trigger finance_break_deeds_whole before truncate on finance_break_deeds for each statement execute function finance_refuse_change();

create trigger finance_signoffs_rules before insert on finance_signoffs for each row execute function finance_check_signoff();
create trigger finance_signoffs_kept before update or delete on finance_signoffs for each row execute function finance_refuse_change();
create trigger finance_signoffs_whole before truncate on finance_signoffs for each statement execute function finance_refuse_change();

create trigger finance_posted_rules before insert on finance_posted for each row execute function finance_check_posted();
create trigger finance_posted_kept before update or delete on finance_posted for each row execute function finance_refuse_change();
create trigger finance_posted_whole before truncate on finance_posted for each statement execute function finance_refuse_change();
