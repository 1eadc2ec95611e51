-- control_totals: rows, documents and amounts of order lines at every hop of the night, per currency.
-- grain:  one row per hop, scheme and currency
-- owner:  finance
-- reads:  config.load_totals, raw.order_lines, quarantine.order_lines, staging.stg_raw__order_lines,
--         intermediate.int_customer_records__numbered, intermediate.int_customer_days__folded, finance.segment_revenue
-- params: snapshot_date

with

loads as (

    select
        fate,
        currency,
        sum(row_count) as row_count,
        sum(amount) as amount
    from config.load_totals
    where table_name = 'order_lines'
    group by
        fate,
        currency

),

raw_by_document as (

    select
        currency,
        source_system,
        order_id,
        count(*) as row_count,
        sum(line_amount) as amount
    from raw.order_lines
    group by
        currency,
        source_system,
        order_id

),

staged_by_document as (

    select
        ordered_date < :snapshot_date as is_known,
        currency,
        source_system,
        order_id,
        count(*) as row_count,
        sum(line_amount) as amount
    from staging.stg_raw__order_lines
    group by
        ordered_date < :snapshot_date,
        currency,
        source_system,
        order_id

),

-- Lines of one order number that are not of one customer, or are not all sales or all credits, are several documents
-- to the mart. They are counted so here too; rows and amounts are not, so that this join cannot hide a doubled row.
documents_known as (

    select distinct
        order_lines.currency,
        order_lines.source_system,
        order_lines.order_id,
        order_lines.document_type,
        customer_records.customer_id
    from staging.stg_raw__order_lines as order_lines
    left join intermediate.int_customer_records__numbered as customer_records
        on customer_records.source_system = order_lines.source_system
        and customer_records.source_record_id = order_lines.source_record_id
    where order_lines.ordered_date < :snapshot_date

),

hops as (

    select 'source' as hop, '' as scheme, currency, row_count, cast(null as bigint) as document_count, amount
    from loads
    where fate = 'read'

    union all

    -- A row that was excluded, collapsed or quarantined is accounted for by its fate.
    select 'source_' || fate, '', currency, row_count, cast(null as bigint), amount
    from loads
    where fate <> 'read'

    union all

    select 'raw', '', currency, sum(row_count), count(*), sum(amount)
    from raw_by_document
    group by currency

    union all

    select 'quarantine', '', coalesce(currency, ''), count(*), cast(null as bigint), sum(coalesce(amount, 0))
    from quarantine.order_lines
    group by coalesce(currency, '')

    union all

    select
        'staged',
        '',
        currency,
        sum(row_count),
        count(distinct source_system || chr(31) || order_id),
        sum(amount)
    from staged_by_document
    group by currency

    union all

    select 'staged_known', '', currency, sum(row_count), cast(null as bigint), sum(amount)
    from staged_by_document
    where is_known
    group by currency

    union all

    select 'staged_known', '', currency, 0, count(*), 0
    from documents_known
    group by currency

    union all

    select 'staged_not_yet_known', '', currency, sum(row_count), count(*), sum(amount)
    from staged_by_document
    where not is_known
    group by currency

    union all

    select
        'mart',
        '',
        currency,
        sum(sale_line_count + credit_line_count),
        sum(order_count + credit_count),
        sum(sale_amount + credit_amount)
    from intermediate.int_customer_days__folded
    group by currency

    union all

    select 'tagged', scheme, currency, sum(line_count), sum(document_count), sum(amount)
    from finance.segment_revenue
    where segment_code <> 'UNASSIGNED'
    group by
        scheme,
        currency

    union all

    select 'unassigned', scheme, currency, sum(line_count), sum(document_count), sum(amount)
    from finance.segment_revenue
    where segment_code = 'UNASSIGNED'
    group by
        scheme,
        currency

)

select
    hop,
    scheme,
    currency,
    cast(sum(row_count) as bigint) as row_count,
    cast(sum(document_count) as bigint) as document_count,
    cast(sum(amount) as decimal(28,4)) as amount
from hops
group by
    hop,
    scheme,
    currency
