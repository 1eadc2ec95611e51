-- finance_segment_movement: from one period's net revenue of a segment to the next one's: who joined the scheme, who left it, who came
--         from and went to other segments, and what the customers who were there changed. Segments are those at the ends of the two periods.
--         Customers who moved are moved at what they brought before, so that moving sums to zero over all segments (the migration effect); what
--         they bring more or less since is movers_change, which with like_for_like is the performance effect.
-- grain:  one row per scheme, segment_code, period and line
-- owner:  finance
-- reads:  finance.customer_results, finance.segment_periods, config.fiscal_periods, publish.segment_membership
-- params: snapshot_date, run_id
-- tags:   current

with

customer_periods as (

    select
        customer_id,
        period,
        sum(gross_amount + discount_amount + return_amount) as net_amount,
        sum(gross_amount + discount_amount + return_amount + cost_amount) as booked_amount
    from finance.customer_results
    group by
        customer_id,
        period

),

periods_numbered as (

    select
        period,
        first_date,
        last_date,
        lag(period) over (order by first_date) as period_before,
        lag(last_date) over (order by first_date) as last_date_before
    from config.fiscal_periods

),

period_pairs as (

    -- Both periods must end within the scheme's own time.
    select
        segment_periods.scheme,
        periods_numbered.period,
        periods_numbered.last_date,
        periods_numbered.period_before,
        periods_numbered.last_date_before
    from finance.segment_periods
    inner join periods_numbered
        on periods_numbered.period = segment_periods.period
    inner join finance.segment_periods as segment_periods_before
        on segment_periods_before.scheme = segment_periods.scheme
        and segment_periods_before.basis = 'period_end'
        and segment_periods_before.period = periods_numbered.period_before
    where segment_periods.basis = 'period_end'

),

amounts_on_either_side as (

    select
        period_pairs.*,
        customer_periods.customer_id,
        customer_periods.net_amount as net_before_amount,
        0 as net_amount,
        customer_periods.booked_amount as booked_before_amount,
        0 as booked_amount
    from customer_periods
    inner join period_pairs
        on period_pairs.period_before = customer_periods.period

    union all

    select
        period_pairs.*,
        customer_periods.customer_id,
        0 as net_before_amount,
        customer_periods.net_amount,
        0 as booked_before_amount,
        customer_periods.booked_amount
    from customer_periods
    inner join period_pairs
        on period_pairs.period = customer_periods.period

),

amounts_of_both_periods as (

    select
        scheme,
        period,
        last_date,
        period_before,
        last_date_before,
        customer_id,
        sum(net_before_amount) as net_before_amount,
        sum(net_amount) as net_amount,
        sum(booked_before_amount) as booked_before_amount,
        sum(booked_amount) as booked_amount
    from amounts_on_either_side
    group by
        scheme,
        period,
        last_date,
        period_before,
        last_date_before,
        customer_id

),

customers_placed as (

    select
        amounts.*,
        coalesce(membership_before.segment_code, 'UNASSIGNED') as segment_code_before,
        coalesce(membership.segment_code, 'UNASSIGNED') as segment_code,
        membership_before.segment_code is not null as is_known_before,
        membership.segment_code is not null as is_known
    from amounts_of_both_periods as amounts
    left join publish.segment_membership as membership_before
        on membership_before.scheme = amounts.scheme
        and membership_before.customer_id = amounts.customer_id
        and membership_before.valid_from_date <= amounts.last_date_before
        and membership_before.valid_to_date > amounts.last_date_before
        and membership_before.recorded_to_at = timestamp '9999-12-31 00:00:00'
    left join publish.segment_membership as membership
        on membership.scheme = amounts.scheme
        and membership.customer_id = amounts.customer_id
        and membership.valid_from_date <= amounts.last_date
        and membership.valid_to_date > amounts.last_date
        and membership.recorded_to_at = timestamp '9999-12-31 00:00:00'

),

-- Few rows from here on: who moved from where to where, added up.
moves as (

    select
        scheme,
        period,
        period_before,
        segment_code_before,
        segment_code,
        case
            when segment_code_before = segment_code then 'stayed'
            when is_known_before and is_known then 'moved'
            else 'joined_or_left'
        end as move,
        sum(net_before_amount) as net_before_amount,
        sum(net_amount) as net_amount,
        sum(booked_before_amount) as booked_before_amount,
        sum(booked_amount) as booked_amount,
        count(*) as customer_count
    from customers_placed
    group by
        scheme,
        period,
        period_before,
        segment_code_before,
        segment_code,
        case
            when segment_code_before = segment_code then 'stayed'
            when is_known_before and is_known then 'moved'
            else 'joined_or_left'
        end

),

movement_lines as (

    select scheme, period, period_before, segment_code_before as segment_code, 1 as line_number, 'opening' as line,
        net_before_amount as net_amount, booked_before_amount as booked_amount, customer_count
    from moves
    union all
    select scheme, period, period_before, segment_code, 2, 'joiners', net_amount, booked_amount, customer_count
    from moves
    where move = 'joined_or_left'
    union all
    select scheme, period, period_before, segment_code_before, 3, 'leavers', -net_before_amount, -booked_before_amount, customer_count
    from moves
    where move = 'joined_or_left'
    union all
    select scheme, period, period_before, segment_code, 4, 'moved_in', net_before_amount, booked_before_amount, customer_count
    from moves
    where move = 'moved'
    union all
    select scheme, period, period_before, segment_code_before, 5, 'moved_out', -net_before_amount, -booked_before_amount, customer_count
    from moves
    where move = 'moved'
    union all
    select scheme, period, period_before, segment_code, 6, 'movers_change',
        net_amount - net_before_amount, booked_amount - booked_before_amount, customer_count
    from moves
    where move = 'moved'
    union all
    select scheme, period, period_before, segment_code, 7, 'like_for_like',
        net_amount - net_before_amount, booked_amount - booked_before_amount, customer_count
    from moves
    where move = 'stayed'
    union all
    select scheme, period, period_before, segment_code, 8, 'closing', net_amount, booked_amount, customer_count
    from moves

)

select
    scheme,
    segment_code,
    period_before,
    period,
    cast(line_number as bigint) as line_number,
    line,
    cast(sum(net_amount) as decimal(28,4)) as net_revenue_amount,
    cast(sum(booked_amount) as decimal(28,4)) as booked_margin_amount,
    cast(sum(customer_count) as bigint) as customer_count,
    :snapshot_date as snapshot_date,
    :run_id as run_id
from movement_lines
group by
    scheme,
    segment_code,
    period_before,
    period,
    line_number,
    line
