-- 011_step_costs: memory and disk of each step beside its time.
-- why:    who wants a night to fit on a machine must see which step takes how much of it.
-- rerun:  the journal runs it once.

alter table steps add column peak_bytes bigint;
alter table steps add column read_bytes bigint;
alter table steps add column written_bytes bigint;
