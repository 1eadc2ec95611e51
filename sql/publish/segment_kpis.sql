-- segment_kpis: the size and the figures of every segment on every snapshot that was published.
-- grain:  one row per scheme, segment_code, snapshot_date and metric
-- owner:  segmentation
-- reads:  scores.segment_assignments, config.schemes, config.segments, config.run, mart.customer_features,
--         finance.segment_revenue, previous.segment_kpis
-- params: snapshot_date, run_id

with

segments as (

    select
        scheme,
        segment_code
    from config.segments

),

customers_summarized as (

    select
        segment_assignments.scheme,
        segment_assignments.segment_code,
        count(*) as customer_count,
        sum(customer_features.order_count) as order_count,
        sum(customer_features.margin_amount) as margin_amount,
        sum(customer_features.spend_90d_amount) as spend_90d_amount,
        sum(customer_features.spend_365d_amount) as spend_365d_amount
    from scores.segment_assignments
    inner join mart.customer_features
        on customer_features.customer_id = segment_assignments.customer_id
    group by
        segment_assignments.scheme,
        segment_assignments.segment_code

),

revenue_summarized as (

    -- From the books' side, so that lines without a customer are there and segments add up to the total.
    select
        scheme,
        segment_code,
        sum(case when account_class = 'revenue' then reporting_amount else 0 end) as sale_amount,
        sum(case when account_class = 'returns' then reporting_amount else 0 end) as credit_amount,
        sum(reporting_amount) as net_spend_amount
    from finance.segment_revenue
    group by
        scheme,
        segment_code

),

segments_measured as (

    select
        segments.scheme,
        segments.segment_code,
        coalesce(customers_summarized.customer_count, 0) as customer_count,
        coalesce(customers_summarized.order_count, 0) as order_count,
        coalesce(revenue_summarized.sale_amount, 0) as sale_amount,
        coalesce(revenue_summarized.credit_amount, 0) as credit_amount,
        coalesce(revenue_summarized.net_spend_amount, 0) as net_spend_amount,
        customers_summarized.margin_amount,
        coalesce(customers_summarized.spend_90d_amount, 0) as spend_90d_amount,
        coalesce(customers_summarized.spend_365d_amount, 0) as spend_365d_amount
    from segments
    left join customers_summarized
        on customers_summarized.scheme = segments.scheme
        and customers_summarized.segment_code = segments.segment_code
    left join revenue_summarized
        on revenue_summarized.scheme = segments.scheme
        and revenue_summarized.segment_code = segments.segment_code

),

segments_compared as (

    select
        segments_measured.*,
        sum(customer_count) over (partition by scheme) as scheme_customer_count,
        sum(net_spend_amount) over (partition by scheme) as scheme_net_spend_amount
    from segments_measured

),

kpis as (

    select scheme, segment_code, 'customer_count' as metric, 'customers' as unit, cast(customer_count as decimal(28,6)) as value
    from segments_compared
    union all
    select scheme, segment_code, 'customer_share', 'share', cast(seg_divide(customer_count, scheme_customer_count) as decimal(28,6))
    from segments_compared
    union all
    select scheme, segment_code, 'order_count', 'orders', cast(order_count as decimal(28,6))
    from segments_compared
    union all
    select scheme, segment_code, 'sale_amount', 'currency', cast(sale_amount as decimal(28,6))
    from segments_compared
    union all
    select scheme, segment_code, 'credit_amount', 'currency', cast(credit_amount as decimal(28,6))
    from segments_compared
    union all
    select scheme, segment_code, 'net_spend_amount', 'currency', cast(net_spend_amount as decimal(28,6))
    from segments_compared
    union all
    select scheme, segment_code, 'net_spend_share', 'share', cast(seg_divide(net_spend_amount, scheme_net_spend_amount) as decimal(28,6))
    from segments_compared
    union all
    select scheme, segment_code, 'margin_amount', 'currency', cast(margin_amount as decimal(28,6))
    from segments_compared
    union all
    select scheme, segment_code, 'spend_90d_amount', 'currency', cast(spend_90d_amount as decimal(28,6))
    from segments_compared
    union all
    select scheme, segment_code, 'spend_365d_amount', 'currency', cast(spend_365d_amount as decimal(28,6))
    from segments_compared
    union all
    select scheme, segment_code, 'average_order_amount', 'currency', cast(seg_divide(sale_amount, order_count) as decimal(28,6))
    from segments_compared

),

kpis_tonight as (

    select
        kpis.scheme,
        kpis.segment_code,
        :snapshot_date as snapshot_date,
        kpis.metric,
        case when kpis.unit = 'currency' then run.currency else kpis.unit end as unit,
        kpis.value,
        :run_id as run_id
    from kpis
    cross join config.run

),

kpis_before as (

    select segment_kpis.*
    from previous.segment_kpis
    left join config.schemes
        on schemes.scheme = segment_kpis.scheme
        and segment_kpis.snapshot_date = :snapshot_date
    where schemes.scheme is null

)

select * from kpis_tonight
union all
select * from kpis_before
