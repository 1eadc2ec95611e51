-- 010_erp: the codes that the ERP knows segments by, what it was sent and what it said.
-- why:    a code must never change or be reused, and a number of a delta neither be left out nor given twice, whatever is published.
-- rerun:  the journal runs it once.

create table erp_codes (
    category text collate "C" not null,
    segment_code text collate "C" not null,
    code text collate "C" not null,
    is_given boolean not null,
    assigned_at timestamptz not null,
    run_id text collate "C" not null,
    primary key (category, segment_code),
    unique (category, code)
);

create table erp_deliveries (
    category text collate "C" not null,
    sequence_number bigint not null,
    run_id text collate "C" not null,
    snapshot_date date not null,
    decided_at timestamptz not null,
    add_count bigint not null,
    change_count bigint not null,
    end_count bigint not null,
    hash_total bigint not null,
    rows_hash text collate "C" not null,
    company text collate "C" not null,
    source_width integer not null,
    number_width integer not null,
    code_width integer not null,
    written_at timestamptz,
    acknowledgement_hash text collate "C",
    accepted_count bigint,
    rejected_count bigint,
    acknowledged_at timestamptz,
    acknowledged_by text collate "C",
    primary key (category, sequence_number)
);

create table erp_rejections (
    category text collate "C" not null,
    sequence_number bigint not null,
    source_system text collate "C" not null,
    source_record_id text collate "C" not null,
    reason text collate "C" not null,
    primary key (category, sequence_number, source_system, source_record_id)
);

-- Promotions after which the ERP was told what was due: one that is missing here was interrupted.
create table erp_settlements (
    promotion_number bigint primary key,
    settled_at timestamptz not null
);
