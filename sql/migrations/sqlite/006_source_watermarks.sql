-- 006_source_watermarks: how far the database of each source was read.
-- why:    an incremental read starts where the last recorded load ended; kept with the load, it is never ahead of the rows.
-- rerun:  the journal runs it once.

create table source_watermarks (
    source text primary key,
    load_id text not null,
    mark text,
    basis text not null,
    row_count integer not null,
    read_at text not null,
    full_read_at text not null
);
