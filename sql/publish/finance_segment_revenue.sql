-- finance_segment_revenue: revenue and returns by month and segment, as each published snapshot knew them.
-- grain:  one row per scheme, segment_code, snapshot_date, period, account_class and currency
-- owner:  finance
-- reads:  finance.segment_revenue, config.schemes, previous.finance_segment_revenue
-- params: snapshot_date, run_id

with

revenue_tonight as (

    select
        scheme,
        segment_code,
        :snapshot_date as snapshot_date,
        period,
        account_class,
        currency,
        line_count,
        document_count,
        amount,
        reporting_amount,
        :run_id as run_id
    from finance.segment_revenue

),

revenue_before as (

    select finance_segment_revenue.*
    from previous.finance_segment_revenue
    left join config.schemes
        on schemes.scheme = finance_segment_revenue.scheme
        and finance_segment_revenue.snapshot_date = :snapshot_date
    where schemes.scheme is null

)

select * from revenue_tonight
union all
select * from revenue_before
