-- 010_erp: the codes that the ERP knows segments by, what it was sent and what it said.
-- why:    a code must never change or be reused, and a number of a delta neither be left out nor given twice, whatever is published.
-- rerun:  the journal runs it once.

create table erp_codes (
    category text not null,
    segment_code text not null,
    code text not null,
    is_given integer not null,
    assigned_at text not null,
    run_id text not null,
    primary key (category, segment_code),
    unique (category, code)
);

create table erp_deliveries (
    category text not null,
    sequence_number integer not null,
    run_id text not null,
    snapshot_date text not null,
    decided_at text not null,
    add_count integer not null,
    change_count integer not null,
    end_count integer not null,
    hash_total integer not null,
    rows_hash text not null,
    company text not null,
    source_width integer not null,
    number_width integer not null,
    code_width integer not null,
    written_at text,
    acknowledgement_hash text,
    accepted_count integer,
    rejected_count integer,
    acknowledged_at text,
    acknowledged_by text,
    primary key (category, sequence_number)
);

create table erp_rejections (
    category text not null,
    sequence_number integer not null,
    source_system text not null,
    source_record_id text not null,
    reason text not null,
    primary key (category, sequence_number, source_system, source_record_id)
);

-- Promotions after which the ERP was told what was due: one that is missing here was interrupted.
create table erp_settlements (
    promotion_number integer primary key,
    settled_at text not null
);
