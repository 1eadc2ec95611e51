-- 000_before_journal: the roles, and the schema in which the journal of migrations is kept.
-- why:    the journal cannot say that the schema it lies in was made.
-- rerun:  safe; run before every migration, and what is there already is kept.

do $do$
declare
    name text;
begin
    foreach name in array array[
        'segbatch_owner', 'segbatch_batch', 'segbatch_analyst', 'segbatch_marketing', 'segbatch_finance', 'segbatch_erp', 'segbatch_auditor'
    ] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nologin', name);
        end if;
    end loop;
    if not pg_has_role(current_user, 'segbatch_owner', 'member') then
        execute format('grant segbatch_owner to %I', current_user);
    end if;
end
$do$;

create schema if not exists $schema$_gate authorization segbatch_owner;

set local role segbatch_owner;

create table if not exists $schema$_gate.schema_versions (
    schemaversionsid serial primary key,
    scriptname varchar(255) not null,
    applied timestamp not null
);
revoke all on schema $schema$_gate from public;
grant usage on schema $schema$_gate to segbatch_batch, segbatch_auditor;
grant select on $schema$_gate.schema_versions to segbatch_batch;

reset role;
