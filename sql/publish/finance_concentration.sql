-- finance_concentration: how much of a fiscal year's net revenue rests on few customers, and on few segments. Of today's segments.
--         Customers who brought nothing or less are not counted. The Herfindahl index is the sum of squared shares: 1 when one has all,
--         1/n when n have the same.
-- grain:  one row per scheme, segment_code and fiscal_year; segment_code '' is the scheme as a whole
-- owner:  finance
-- reads:  finance.customer_results, config.schemes, config.fiscal_periods, scores.segment_assignments
-- params: snapshot_date, run_id
-- tags:   current

with

customer_years as (

    select
        customer_results.customer_id,
        fiscal_periods.fiscal_year,
        sum(customer_results.gross_amount + customer_results.discount_amount + customer_results.return_amount) as amount
    from finance.customer_results
    inner join config.fiscal_periods
        on fiscal_periods.period = customer_results.period
    where customer_results.customer_id <> ''
    group by
        customer_results.customer_id,
        fiscal_periods.fiscal_year
    having sum(customer_results.gross_amount + customer_results.discount_amount + customer_results.return_amount) > 0

),

customers_placed as (

    select
        schemes.scheme,
        coalesce(segment_assignments.segment_code, 'UNASSIGNED') as segment_code,
        customer_years.fiscal_year,
        customer_years.customer_id,
        customer_years.amount
    from customer_years
    cross join config.schemes
    left join scores.segment_assignments
        on segment_assignments.scheme = schemes.scheme
        and segment_assignments.customer_id = customer_years.customer_id

),

segments_summed as (

    select
        scheme,
        segment_code,
        fiscal_year,
        sum(amount) as amount
    from customers_placed
    group by
        scheme,
        segment_code,
        fiscal_year

),

segments_compared as (

    select
        *,
        sum(amount) over (
            partition by
                scheme,
                fiscal_year
        ) as scheme_amount
    from segments_summed

),

schemes_summed as (

    -- Squares are of shares, rounded one by one: a sum of decimals does not depend on its order.
    select
        scheme,
        fiscal_year,
        max(scheme_amount) as amount,
        max(amount) as largest_amount,
        sum(cast(seg_divide(amount, scheme_amount) * seg_divide(amount, scheme_amount) as decimal(18,16))) as herfindahl
    from segments_compared
    group by
        scheme,
        fiscal_year

),

largest_segments as (

    select
        segments_summed.scheme,
        segments_summed.fiscal_year,
        min(segments_summed.segment_code) as segment_code
    from segments_summed
    inner join schemes_summed
        on schemes_summed.scheme = segments_summed.scheme
        and schemes_summed.fiscal_year = segments_summed.fiscal_year
        and schemes_summed.largest_amount = segments_summed.amount
    group by
        segments_summed.scheme,
        segments_summed.fiscal_year

),

customers_of_groups as (

    select
        scheme,
        segment_code,
        fiscal_year,
        customer_id,
        amount
    from customers_placed

    union all

    select
        scheme,
        '' as segment_code,
        fiscal_year,
        customer_id,
        amount
    from customers_placed

),

customers_ranked as (

    select
        scheme,
        segment_code,
        fiscal_year,
        amount,
        row_number() over (
            partition by
                scheme,
                segment_code,
                fiscal_year
            order by
                amount desc,
                customer_id
        ) as place,
        count(*) over (
            partition by
                scheme,
                segment_code,
                fiscal_year
        ) as customer_count,
        sum(amount) over (
            partition by
                scheme,
                segment_code,
                fiscal_year
        ) as group_amount
    from customers_of_groups

),

groups_summed as (

    select
        scheme,
        segment_code,
        fiscal_year,
        count(*) as customer_count,
        sum(amount) as amount,
        max(amount) as largest_amount,
        -- At least one customer, however few there are.
        sum(case when place <= 1 or place * 100 <= customer_count then amount else 0 end) as top_percent_amount,
        sum(case when place <= 1 or place * 10 <= customer_count then amount else 0 end) as top_tenth_amount,
        sum(cast(seg_divide(amount, group_amount) * seg_divide(amount, group_amount) as decimal(18,16))) as herfindahl
    from customers_ranked
    group by
        scheme,
        segment_code,
        fiscal_year

)

select
    groups_summed.scheme,
    groups_summed.segment_code,
    groups_summed.fiscal_year,
    groups_summed.customer_count,
    cast(groups_summed.amount as decimal(28,4)) as net_revenue_amount,
    cast(seg_divide(groups_summed.largest_amount, groups_summed.amount) as decimal(18,6)) as largest_customer_share,
    cast(seg_divide(groups_summed.top_percent_amount, groups_summed.amount) as decimal(18,6)) as top_percent_share,
    cast(seg_divide(groups_summed.top_tenth_amount, groups_summed.amount) as decimal(18,6)) as top_tenth_share,
    cast(groups_summed.herfindahl as decimal(18,6)) as customer_herfindahl,
    case when groups_summed.segment_code = '' then largest_segments.segment_code end as largest_segment_code,
    cast(case when groups_summed.segment_code = ''
        then seg_divide(schemes_summed.largest_amount, schemes_summed.amount)
    end as decimal(18,6)) as largest_segment_share,
    cast(case when groups_summed.segment_code = '' then schemes_summed.herfindahl end as decimal(18,6)) as segment_herfindahl,
    :snapshot_date as snapshot_date,
    :run_id as run_id
from groups_summed
inner join schemes_summed
    on schemes_summed.scheme = groups_summed.scheme
    and schemes_summed.fiscal_year = groups_summed.fiscal_year
left join largest_segments
    on largest_segments.scheme = groups_summed.scheme
    and largest_segments.fiscal_year = groups_summed.fiscal_year
