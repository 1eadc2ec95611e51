-- bi_segment_overview_v1: every segment of the newest snapshot, how many customers it has and what they spent.
-- grain:  one row per scheme and segment_code
-- owner:  segmentation
-- reads:  publish.dim_segment, publish.segment_kpis, publish.dim_scheme

select
    segment_kpis.scheme,
    segment_kpis.segment_code,
    dim_segment.segment_label,
    segment_kpis.snapshot_date,
    cast(max(case when segment_kpis.metric = 'customer_count' then segment_kpis.value end) as bigint) as customer_count,
    cast(max(case when segment_kpis.metric = 'customer_share' then segment_kpis.value end) as decimal(18,4)) as customer_share,
    cast(max(case when segment_kpis.metric = 'net_spend_amount' then segment_kpis.value end) as decimal(28,2)) as net_spend_amount,
    cast(max(case when segment_kpis.metric = 'net_spend_share' then segment_kpis.value end) as decimal(18,4)) as net_spend_share,
    cast(max(case when segment_kpis.metric = 'spend_365d_amount' then segment_kpis.value end) as decimal(28,2)) as spend_365d_amount,
    cast(max(case when segment_kpis.metric = 'average_order_amount' then segment_kpis.value end) as decimal(28,2)) as average_order_amount
from publish.segment_kpis
inner join publish.dim_scheme
    on dim_scheme.scheme = segment_kpis.scheme
    and dim_scheme.snapshot_date = segment_kpis.snapshot_date
left join publish.dim_segment
    on dim_segment.scheme = segment_kpis.scheme
    and dim_segment.segment_code = segment_kpis.segment_code
group by
    segment_kpis.scheme,
    segment_kpis.segment_code,
    dim_segment.segment_label,
    dim_segment.position,
    segment_kpis.snapshot_date
having max(case when segment_kpis.metric = 'customer_count' then segment_kpis.value end) > 0
    or max(case when segment_kpis.metric = 'net_spend_amount' then segment_kpis.value end) <> 0
order by
    segment_kpis.scheme,
    dim_segment.position
