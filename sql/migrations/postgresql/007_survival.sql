-- 007_survival: what a run was asked, what it stood on and what it read; why a publication was held back.
-- why:    a run that died goes on only if the same is asked of the same data, and a run can be repeated only from what it read.
-- rerun:  safe; every column and table is added only if it is not there.

alter table runs add column if not exists request text collate "C";
alter table runs add column if not exists based_on_run_id text collate "C";
alter table publications add column if not exists held_reason text collate "C";

-- The load whose files took this file's place: before that load the file was live.
alter table load_files add column if not exists superseded_by text collate "C";

create table if not exists run_inputs (
    run_id text collate "C" not null,
    load_id text collate "C" not null,
    primary key (run_id, load_id)
);
