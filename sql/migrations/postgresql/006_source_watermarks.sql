-- 006_source_watermarks: how far the database of each source was read.
-- why:    an incremental read starts where the last recorded load ended; kept with the load, it is never ahead of the rows.
-- rerun:  the journal runs it once.

create table source_watermarks (
    source text collate "C" primary key,
    load_id text collate "C" not null,
    mark text collate "C",
    basis text collate "C" not null,
    row_count bigint not null,
    read_at timestamptz not null,
    full_read_at timestamptz not null
);
