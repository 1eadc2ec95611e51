using System.Data.Common;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Profit;

/// <summary>Result of one segment in one period, or of all periods asked for.</summary>
public sealed record SegmentResult(
    string SegmentCode, string SegmentLabel, long CustomerCount, decimal GrossRevenue, decimal Discounts, decimal Returns, decimal CostOfGoods,
    decimal Marketing, decimal CostToServe, decimal BookedCosts, decimal AllocatedCosts)
{
    /// <summary>Gross revenue less discounts and returns.</summary>
    public decimal NetRevenue => GrossRevenue + Discounts + Returns;

    /// <summary>Net revenue less all costs.</summary>
    public decimal ContributionMargin => NetRevenue + CostOfGoods + Marketing + CostToServe;
}

/// <summary>One line of a segment's result with its cost pool, booked or shared out.</summary>
public sealed record ProfitLine(
    string SegmentCode, int LineNumber, string Line, string Pool, bool IsAllocated, string? Driver, decimal? DriverAmount, decimal Amount);

/// <summary>One line of the way from one period's net revenue of a segment to the next one's.</summary>
public sealed record SegmentMove(
    string SegmentCode, string PeriodBefore, string Period, string Line, decimal NetRevenue, decimal BookedMargin, long CustomerCount);

/// <summary>A planned amount beside the actual one.</summary>
public sealed record SegmentPlanLine(
    string SegmentCode, string Period, string Line, decimal Plan, decimal? Actual, decimal? Variance, decimal? VarianceShare, bool IsKnownSegment);

/// <summary>How much of a fiscal year rests on few customers; the row without a segment is the scheme as a whole.</summary>
public sealed record SegmentConcentration(
    string SegmentCode, string FiscalYear, long CustomerCount, decimal NetRevenue, decimal LargestCustomer, decimal TopPercent, decimal TopTenth,
    decimal CustomerHerfindahl, string? LargestSegment, decimal? LargestSegmentShare, decimal? SegmentHerfindahl);

/// <summary>What the segments of one scheme earned, as the live publication has it.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Period">The period asked for; null for all.</param>
/// <param name="Basis">today or period_end.</param>
/// <param name="Currency">The reporting currency.</param>
/// <param name="Owners">Who answers for each line.</param>
/// <param name="Segments">Results, the largest contribution margin first.</param>
public sealed record SegmentProfit(
    string Scheme, string? Period, string Basis, string Currency, IReadOnlyDictionary<string, string> Owners, IReadOnlyList<SegmentResult> Segments)
{
    private const string What = "the segment result";

    /// <summary>A table that a publication has if it has results.</summary>
    public const string Table = "publish.finance_segment_pnl";

    /// <summary>Reads the results.</summary>
    /// <exception cref="RunRefusedException">There are none, or none of this scheme, period or basis.</exception>
    public static SegmentProfit Read(DuckDbEngine engine, string currency, ProfitQuestion question, CancellationToken cancellationToken)
    {
        string scheme = SchemeOf(engine, question.Scheme, cancellationToken);
        var parameters = new Dictionary<string, object?> { ["scheme"] = scheme, ["basis"] = question.Basis, ["period"] = question.Period };
        IReadOnlyList<SegmentResult> segments = engine.Query(
            """
            select
                pnl.segment_code, coalesce(any_value(dim_segment.segment_label), ''), cast(sum(pnl.customer_count) as bigint), sum(gross_revenue_amount),
                sum(discount_amount), sum(return_amount), sum(cost_of_goods_amount), sum(marketing_amount), sum(cost_to_serve_amount),
                sum(booked_cost_amount), sum(allocated_cost_amount)
            from publish.finance_segment_pnl as pnl
            left join (select scheme, segment_code, max_by(segment_label, valid_from_date) as segment_label from publish.dim_segment group by all) as dim_segment
                on dim_segment.scheme = pnl.scheme and dim_segment.segment_code = pnl.segment_code
            where pnl.scheme = :scheme and basis = :basis and (:period is null or period = :period)
            group by pnl.segment_code
            order by sum(contribution_margin_amount) desc, pnl.segment_code
            """, What, Result, parameters, cancellationToken);
        if (segments.Count == 0)
        {
            IReadOnlyList<string> periods = engine.Query(
                "select distinct period from publish.finance_segment_pnl where scheme = :scheme and basis = :basis order by period", What, row => row.GetString(0),
                new Dictionary<string, object?> { ["scheme"] = scheme, ["basis"] = question.Basis }, cancellationToken);
            throw new RunRefusedException(
                $"Scheme {scheme} has no result of {question.Period ?? "any period"} by the segments of {question.Basis}. Nothing was changed. {Offer(periods, question.Basis)}");
        }

        return new SegmentProfit(
            scheme, question.Period, question.Basis, currency,
            engine.Query("select line, owner from publish.dim_profit_line where pool = ''", What, row => (row.GetString(0), row.GetString(1)), null, cancellationToken)
                .ToDictionary(line => line.Item1, line => line.Item2),
            segments);
    }

    /// <summary>Reads the results line by line.</summary>
    public static IReadOnlyList<ProfitLine> ReadLines(DuckDbEngine engine, ProfitQuestion question, CancellationToken cancellationToken) => engine.Query(
        """
        select segment_code, line_number, line, pool, is_allocated, max(driver), sum(driver_amount), sum(amount)
        from publish.finance_segment_profit
        where scheme = :scheme and basis = :basis and (:period is null or period = :period)
        group by all
        order by segment_code, line_number, pool, is_allocated
        """, What,
        row => new ProfitLine(
            row.GetString(0), (int)row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetBoolean(4), row.IsDBNull(5) ? null : row.GetString(5), Amount(row, 6), row.GetDecimal(7)),
        new Dictionary<string, object?> { ["scheme"] = question.Scheme, ["basis"] = question.Basis, ["period"] = question.Period }, cancellationToken);

    /// <summary>Reads how net revenue got from one period to the next.</summary>
    public static IReadOnlyList<SegmentMove> ReadMovement(DuckDbEngine engine, ProfitQuestion question, CancellationToken cancellationToken) => engine.Query(
        """
        select segment_code, period_before, period, line, net_revenue_amount, booked_margin_amount, customer_count
        from publish.finance_segment_movement
        where scheme = :scheme and (:period is null or period = :period)
        order by period, segment_code, line_number
        """, "the segment movement",
        row => new SegmentMove(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetDecimal(4), row.GetDecimal(5), row.GetInt64(6)),
        Parameters(engine, question, cancellationToken), cancellationToken);

    /// <summary>Reads the plan beside what came of it.</summary>
    public static IReadOnlyList<SegmentPlanLine> ReadPlan(DuckDbEngine engine, ProfitQuestion question, CancellationToken cancellationToken) => engine.Query(
        """
        select segment_code, period, line, plan_amount, actual_amount, variance_amount, variance_share, is_known_segment
        from publish.finance_segment_plan
        where scheme = :scheme and (:period is null or period = :period)
        order by period, line, segment_code
        """, "the segment plan",
        row => new SegmentPlanLine(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetDecimal(3), Amount(row, 4), Amount(row, 5), Amount(row, 6), row.GetBoolean(7)),
        Parameters(engine, question, cancellationToken), cancellationToken);

    /// <summary>Reads how concentrated the revenue is, year by year.</summary>
    public static IReadOnlyList<SegmentConcentration> ReadConcentration(DuckDbEngine engine, ProfitQuestion question, CancellationToken cancellationToken) => engine.Query(
        """
        select
            segment_code, fiscal_year, customer_count, net_revenue_amount, largest_customer_share, top_percent_share, top_tenth_share,
            customer_herfindahl, largest_segment_code, largest_segment_share, segment_herfindahl
        from publish.finance_concentration
        where scheme = :scheme
            and (:period is null or fiscal_year in (select fiscal_year from publish.dim_period where period = :period))
        order by fiscal_year desc, segment_code = '' desc, net_revenue_amount desc
        """, "concentration",
        row => new SegmentConcentration(
            row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetDecimal(3), row.GetDecimal(4), row.GetDecimal(5), row.GetDecimal(6), row.GetDecimal(7),
            row.IsDBNull(8) ? null : row.GetString(8), Amount(row, 9), Amount(row, 10)),
        Parameters(engine, question, cancellationToken), cancellationToken);

    private static Dictionary<string, object?> Parameters(DuckDbEngine engine, ProfitQuestion question, CancellationToken cancellationToken) =>
        new() { ["scheme"] = SchemeOf(engine, question.Scheme, cancellationToken), ["period"] = question.Period };

    private static string SchemeOf(DuckDbEngine engine, string? asked, CancellationToken cancellationToken)
    {
        string[] schemes = [.. engine.Query("select distinct scheme from publish.finance_segment_pnl order by scheme", What, row => row.GetString(0), null, cancellationToken)];
        if (schemes.Length == 0)
        {
            throw new RunRefusedException(
                "No segment result is published, since profit is not configured. The published tables are as they were. Add a section 'profit:' to segmentation.yml ('profit: {}' takes the usual cost pools), then run 'segbatch nightly'.");
        }

        return asked is null || schemes.Contains(asked)
            ? asked ?? schemes[0]
            : throw new RunRefusedException($"There is no segment result of a scheme {asked}. Nothing was changed. There are: {string.Join(", ", schemes)}.");
    }

    private static string Offer(IReadOnlyList<string> periods, string basis) => periods.Count > 0
        ? $"There are: {string.Join(", ", periods)}."
        : basis == ProfitQuestion.PeriodEnd ? "There is none before the scheme's first snapshot; '--basis today' tells earlier periods by tonight's segments." : "";

    private static SegmentResult Result(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetDecimal(3), row.GetDecimal(4), row.GetDecimal(5), row.GetDecimal(6),
        row.GetDecimal(7), row.GetDecimal(8), row.GetDecimal(9), row.GetDecimal(10));

    private static decimal? Amount(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDecimal(column);
}

/// <summary>What is asked of the segment result.</summary>
/// <param name="Scheme">The scheme; null for the first by name.</param>
/// <param name="Period">One fiscal period; null for all.</param>
/// <param name="Basis">today or period_end.</param>
public sealed record ProfitQuestion(string? Scheme, string? Period, string Basis)
{
    /// <summary>Tonight's segments.</summary>
    public const string Today = "today";

    /// <summary>The segments in force at the end of each period.</summary>
    public const string PeriodEnd = "period_end";
}
