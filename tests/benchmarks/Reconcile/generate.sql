-- The two sides as the night has them: finance.documents and finance.ledger_entries, with breaks planted in 1 of 10,000 documents.
-- One document in twelve is posted in two entries, one in fifty has a third of a cent that the ledger rounds away, one entry in a
-- thousand has no document number, one document in ten has no customer.

create schema finance;
create schema config;
create schema raw;

create table finance.numbered as
select
    n,
    case when hash(n, 9) % 10000 <> 0 then 'none'
        else ['amount_differs', 'missing_in_ledger', 'posted_twice', 'sign_flipped', 'wrong_period', 'wrong_business_unit'][1 + cast((hash(n, 9) // 10000) % 6 as integer)]
    end as kind,
    hash(n, 7) % 12 = 0 as is_split,
    'SO' || lpad(cast(n as string), 8, '0') as document_id,
    case when hash(n, 1) % 20 < 17 then 'EUR' else 'USD' end as currency,
    case when hash(n, 2) % 20 = 0 then 'returns' else 'revenue' end as account_class,
    case when hash(n, 4) % 3 = 0 then 'DE01' else 'FR01' end as legal_entity,
    ['retail', 'wholesale', 'online'][1 + cast(hash(n, 4) % 3 as integer)] as business_unit,
    cast(case when hash(n, 5) % 10 > 0 then hash(n, 5) % 1000000 + 1 end as integer) as customer_number,
    cast(case when hash(n, 2) % 20 = 0 then -1 else 1 end * ((100 + hash(n, 6) % 100000) / 100.0) as decimal(28,4)) as amount,
    hash(n, 8) % 50 = 0 as has_third_of_cent,
    date '2024-01-01' + cast(hash(n, 3) % 731 as integer) as document_date
from range(:document_count) as numbers(n);

create table finance.documents as
select
    document_id,
    currency,
    account_class,
    strftime(document_date, '%Y-%m') as period,
    legal_entity,
    business_unit,
    customer_number,
    false as is_shared,
    cast(2 as bigint) as line_count,
    cast(amount + case when has_third_of_cent and kind = 'none' then 0.0033 else 0 end as decimal(28,4)) as amount,
    cast(0 as decimal(28,4)) as tax_amount,
    amount as reporting_amount,
    document_date
from finance.numbered;

create table finance.ledger_entries as
with

postings as (

    select
        *,
        unnest(
            case
                when kind = 'missing_in_ledger' then []
                when kind = 'posted_twice' then [amount, amount]
                when kind = 'sign_flipped' then [-amount]
                when kind = 'amount_differs' then [amount * 1.5]
                when kind = 'none' and is_split then [round(amount / 3, 2), amount - round(amount / 3, 2)]
                else [amount]
            end
        ) as posted_amount,
        unnest(case when kind = 'missing_in_ledger' then [] when kind = 'posted_twice' or (kind = 'none' and is_split) then [1, 2] else [1] end) as part
    from finance.numbered

)

select
    'erp' as source_system,
    'E' || document_id || '-' || part as entry_id,
    cast(null as string) as journal_id,
    case when kind <> 'none' or is_split or customer_number is null or hash(n, 11) % 1000 > 0 then document_id end as document_id,
    case when account_class = 'returns' then '4900' else '4000' end as account,
    account_class,
    case when kind = 'wrong_period' then strftime(document_date + interval 1 year, '%Y-%m') else strftime(document_date, '%Y-%m') end as period,
    legal_entity,
    case when kind = 'wrong_business_unit' then 'outlet' else business_unit end as business_unit,
    currency,
    cast(customer_number as string) as erp_customer_number,
    customer_number,
    cast(null as string) as entry_text,
    cast(posted_amount as decimal(28,4)) as amount,
    cast(null as decimal(28,4)) as debit_amount,
    cast(null as decimal(28,4)) as credit_amount,
    document_date as posting_date,
    timestamp '2026-01-01 00:00:00' as loaded_at
from postings;

-- What no source brought: documents that look like ours, and journals that stand for none.
insert into finance.ledger_entries
select
    source_system,
    'X' || entry_id,
    journal_id,
    case when hash(entry_id) % 2 = 0 then 'SO9' || lpad(cast(hash(entry_id) % 10000000 as string), 7, '0') else 'MJ-' || lpad(cast(hash(entry_id) % 100000000 as string), 8, '0') end,
    account,
    account_class,
    period,
    legal_entity,
    business_unit,
    currency,
    erp_customer_number,
    customer_number,
    entry_text,
    amount,
    debit_amount,
    credit_amount,
    posting_date,
    loaded_at
from finance.ledger_entries
where document_id is not null
    and hash(entry_id, 12) % 50000 = 0
qualify row_number() over (partition by hash(entry_id) % 10000000) = 1;

create table finance.planted as
select kind as break_class, count(*) as break_count
from finance.numbered
where kind <> 'none'
group by kind
union all
select case when document_id like 'SO%' then 'missing_in_warehouse' else 'manual_journal' end, count(*)
from finance.ledger_entries
where entry_id like 'XE%'
group by all;

drop table finance.numbered;
create table config.finance as select cast(null as string) as customer_source, cast(7 as bigint) as match_days, cast(0 as decimal(28,4)) as materiality, true as is_tied, false as has_profit;
create table config.exchange_rates (currency string, rate decimal(18,6));
create table raw.exchange_rates (currency string, rate_kind string, rate_date date, rate decimal(18,6), loaded_at timestamp, source_row bigint);
