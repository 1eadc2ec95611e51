-- 007_survival: what a run was asked, what it stood on and what it read; why a publication was held back.
-- why:    a run that died goes on only if the same is asked of the same data; "which loads did that night read?" is told by nothing else.
-- rerun:  the journal runs it once; of runs before nothing of this is known, so they do not go on.

alter table runs add column request text;
alter table runs add column based_on_run_id text;
alter table publications add column held_reason text;

-- The load whose files took this file's place: before that load the file was live.
alter table load_files add column superseded_by text;

create table run_inputs (
    run_id text not null,
    load_id text not null,
    primary key (run_id, load_id)
);
