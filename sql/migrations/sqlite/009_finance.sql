-- 009_finance: what people did about breaks, who signed which period, and the figures that were posted when they did.
-- why:    a controller must show an auditor who prepared, who reviewed and what both of them saw; nothing of it can be computed again.
-- rerun:  the journal runs it once.
--
-- The rules stand here and not in the program. They are triggers: a check can be switched off by a pragma. The triggers before an
-- insert also refuse rows that are there already, because "insert or replace" would delete them and tell no trigger.
-- SQLite knows no accounts: recorded_by is the operating system's, as the program read it.

-- Accounts that speak for many people, such as a portal's. Only of these is it believed that the actor is somebody else.
create table finance_shared_accounts (
    account text primary key not null,
    declared_at text not null,
    actor text not null,
    reason text not null,
    recorded_by text not null
) without rowid;

create table finance_break_deeds (
    deed_id integer primary key not null,
    break_id text not null,
    done_at text not null,
    actor text not null,
    recorded_by text not null,
    deed text not null,
    owner text,
    due_date text,
    reason text
);

-- legal_entity is '' when all entities are signed together. evidence says in figures what evidence_hash covers: when the hash of the
-- reviewer is another, it is told what has changed.
create table finance_signoffs (
    period text not null,
    legal_entity text not null,
    revision integer not null,
    role text not null,
    kind text not null,
    actor text not null,
    recorded_by text not null,
    signed_at text not null,
    evidence_hash text not null,
    evidence text not null,
    run_id text not null,
    snapshot_date text not null,
    posted_row_count integer,
    posted_file text,
    posted_file_row_count integer,
    posted_file_sha256 text,
    reason text,
    primary key (period, legal_entity, revision, role, kind)
) without rowid;

-- signed_legal_entity is the sign-off's own; legal_entity is whose figure it is.
create table finance_posted (
    period text not null,
    signed_legal_entity text not null,
    revision integer not null,
    scheme text not null,
    segment_code text not null,
    legal_entity text not null,
    business_unit text not null,
    currency text not null,
    account_class text not null,
    amount text not null,
    document_count integer not null,
    primary key (period, signed_legal_entity, revision, scheme, segment_code, legal_entity, business_unit, currency, account_class)
) without rowid;

create view finance_next_revisions as
select period, legal_entity, max(case when kind = 'reopened' then revision + 1 else revision end) as revision
from finance_signoffs
group by period, legal_entity;

create trigger finance_break_deeds_rules before insert on finance_break_deeds
begin
    select raise(abort, 'Deeds are numbered without gaps.')
    where typeof(new.deed_id) <> 'integer' or new.deed_id <> (select coalesce(max(deed_id), 0) + 1 from finance_break_deeds);

    select raise(abort, 'A deed was done before the one in front of it.')
    where new.done_at < (select max(done_at) from finance_break_deeds);

    select raise(abort, 'The deed is none that is known, or lacks its owner, its day or its reason.')
    where new.deed not in ('assigned', 'commented', 'due', 'submitted', 'returned', 'closed', 'reopened')
        or (new.deed = 'assigned' and coalesce(trim(new.owner), '') = '')
        or (new.deed = 'due' and new.due_date is null)
        or (new.deed not in ('assigned', 'due') and coalesce(trim(new.reason), '') = '');

    select raise(abort, 'The actor has no name, or blanks around it, or is not the account that speaks.')
    where trim(new.actor) = '' or trim(new.actor) <> new.actor
        or (new.actor <> new.recorded_by and new.recorded_by not in (select account from finance_shared_accounts));

    select raise(abort, 'The break is not submitted, or the one who submitted it may not review it too.')
    where new.deed in ('returned', 'closed') and not exists (
        select 1 from finance_break_deeds as turn
        where turn.deed_id = (
                select max(deed_id) from finance_break_deeds
                where break_id = new.break_id and deed not in ('commented', 'due'))
            and turn.deed = 'submitted'
            and lower(turn.actor) <> lower(new.actor)
            and (turn.recorded_by <> new.recorded_by or new.recorded_by in (select account from finance_shared_accounts)));

    select raise(abort, 'The break was not closed by anybody, so it cannot be reopened.')
    where new.deed = 'reopened' and not exists (
        select 1 from finance_break_deeds as turn
        where turn.deed_id = (
                select max(deed_id) from finance_break_deeds
                where break_id = new.break_id and deed not in ('commented', 'due'))
            and turn.deed = 'closed');
end;

create trigger finance_break_deeds_not_changed before update on finance_break_deeds
begin
    select raise(abort, 'finance_break_deeds is only ever added to: rows of it are never changed or deleted.');
end;

create trigger finance_break_deeds_not_deleted before delete on finance_break_deeds
begin
    select raise(abort, 'finance_break_deeds is only ever added to: rows of it are never changed or deleted.');
end;

create trigger finance_signoffs_rules before insert on finance_signoffs
begin
    select raise(abort, 'The period was signed in this role already.')
    where exists (
        select 1 from finance_signoffs
        where period = new.period and legal_entity = new.legal_entity and revision = new.revision
            and role = new.role and kind = new.kind);

    select raise(abort, 'The role, the kind or the hash is none that is known; only the reviewer reopens a period.')
    where new.role not in ('preparer', 'reviewer') or new.kind not in ('signed', 'reopened')
        or (new.role = 'preparer' and new.kind = 'reopened')
        or length(new.evidence_hash) <> 64 or new.evidence_hash glob '*[^0-9a-f]*';

    select raise(abort, 'The period stands at another revision.')
    where typeof(new.revision) <> 'integer' or new.revision <> coalesce(
        (select revision from finance_next_revisions where period = new.period and legal_entity = new.legal_entity), 1);

    select raise(abort, 'A period is signed either for all entities together or for each, not both.')
    where exists (
        select 1 from finance_signoffs as others
        inner join finance_next_revisions as next
            on next.period = others.period and next.legal_entity = others.legal_entity and next.revision = others.revision
        where others.period = new.period and others.kind = 'signed'
            and (others.legal_entity = '') <> (new.legal_entity = ''));

    select raise(abort, 'The actor has no name, or blanks around it, or is not the account that speaks.')
    where trim(new.actor) = '' or trim(new.actor) <> new.actor
        or (new.actor <> new.recorded_by and new.recorded_by not in (select account from finance_shared_accounts));

    select raise(abort, 'What the preparer signs is not what is posted.')
    where new.role = 'preparer' and (
        new.posted_row_count is null or new.posted_row_count = 0 or new.posted_file is null or new.posted_file_row_count is null
        or coalesce(length(new.posted_file_sha256), 0) <> 64 or new.posted_file_sha256 glob '*[^0-9a-f]*'
        or new.posted_row_count <> (
            select count(*) from finance_posted
            where period = new.period and signed_legal_entity = new.legal_entity and revision = new.revision));

    select raise(abort, 'The reviewer signs the evidence that the preparer signed, after the preparer.')
    where new.role = 'reviewer' and not exists (
        select 1 from finance_signoffs as prepared
        where prepared.period = new.period and prepared.legal_entity = new.legal_entity and prepared.revision = new.revision
            and prepared.role = 'preparer' and prepared.evidence_hash = new.evidence_hash and prepared.signed_at <= new.signed_at);

    select raise(abort, 'Reopening needs a reason.')
    where new.kind = 'reopened' and coalesce(trim(new.reason), '') = '';

    select raise(abort, 'Only the reviewer reopens a period.')
    where new.kind = 'reopened' and exists (
        select 1 from finance_signoffs as reviewed
        where reviewed.period = new.period and reviewed.legal_entity = new.legal_entity and reviewed.revision = new.revision
            and reviewed.role = 'reviewer' and reviewed.kind = 'signed'
            and (lower(reviewed.actor) <> lower(new.actor)
                or reviewed.signed_at > new.signed_at
                or (reviewed.recorded_by <> new.recorded_by and new.recorded_by not in (select account from finance_shared_accounts))));

    select raise(abort, 'Who prepared a period may not review it too.')
    where new.role = 'reviewer' and exists (
        select 1 from finance_signoffs as prepared
        where prepared.period = new.period and prepared.legal_entity = new.legal_entity and prepared.revision = new.revision
            and prepared.role = 'preparer'
            and (lower(prepared.actor) = lower(new.actor)
                or (prepared.recorded_by = new.recorded_by and new.recorded_by not in (select account from finance_shared_accounts))));
end;

create trigger finance_signoffs_not_changed before update on finance_signoffs
begin
    select raise(abort, 'finance_signoffs is only ever added to: rows of it are never changed or deleted.');
end;

create trigger finance_signoffs_not_deleted before delete on finance_signoffs
begin
    select raise(abort, 'finance_signoffs is only ever added to: rows of it are never changed or deleted.');
end;

create trigger finance_posted_rules before insert on finance_posted
begin
    select raise(abort, 'The period is signed: nothing is added to what was posted.')
    where new.revision <> coalesce(
            (select revision from finance_next_revisions where period = new.period and legal_entity = new.signed_legal_entity), 1)
        or exists (
            select 1 from finance_signoffs
            where period = new.period and legal_entity = new.signed_legal_entity and revision = new.revision)
        or exists (
            select 1 from finance_posted
            where period = new.period and signed_legal_entity = new.signed_legal_entity and revision = new.revision
                and scheme = new.scheme and segment_code = new.segment_code and legal_entity = new.legal_entity
                and business_unit = new.business_unit and currency = new.currency and account_class = new.account_class);
end;

create trigger finance_posted_not_changed before update on finance_posted
begin
    select raise(abort, 'finance_posted is only ever added to: rows of it are never changed or deleted.');
end;

create trigger finance_posted_not_deleted before delete on finance_posted
begin
    select raise(abort, 'finance_posted is only ever added to: rows of it are never changed or deleted.');
end;
