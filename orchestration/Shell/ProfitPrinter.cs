using System.Globalization;
using Segmentation.Jobs.Profit;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Prints what segments earned, how they moved, what was planned, and how concentrated it is.</summary>
internal static class ProfitPrinter
{
    private static readonly string[] MovementLines = ["opening", "joiners", "leavers", "moved_in", "moved_out", "movers_change", "like_for_like", "closing"];

    private static readonly string[] MovementHeaders = ["segment", .. MovementLines.Select(line => ">" + Spaced(line)), ">migration effect", ">performance effect"];

    /// <summary>One row per segment, then the company as a whole.</summary>
    public static void Print(Terminal terminal, SegmentProfit profit)
    {
        string segments = profit.Basis == ProfitQuestion.Today ? "tonight's segments" : "the segments at the end of each period";
        terminal.Result.MarkupLineInterpolated(
            $"[bold]Segment result[/] of scheme {profit.Scheme}, {profit.Period ?? "all periods"}, {segments}, in {profit.Currency}; costs are negative");
        Table table = TextTable.Of("segment", "", ">customers", ">gross revenue", ">discounts", ">returns", ">net revenue", ">cost of goods", ">marketing", ">cost to serve", ">contribution", ">margin", ">costs booked");
        foreach (SegmentResult segment in profit.Segments)
        {
            AddRow(table, segment, "default");
        }

        AddRow(table, Total(profit.Segments), "bold");
        terminal.Result.Write(table);
        terminal.Result.WriteLine("Owners: " + string.Join(", ", profit.Owners.GroupBy(owner => owner.Value).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key} ({string.Join(", ", group.Select(line => Spaced(line.Key)))})")));
        terminal.Result.WriteLine("'segbatch query \"select * from finance_segment_profit\"' has every line with its cost pool, its driver and whether it is booked or shared out.");
    }

    /// <summary>One row per segment and pair of periods.</summary>
    public static void PrintMovement(Terminal terminal, IReadOnlyList<SegmentMove> moves)
    {
        if (moves.Count == 0)
        {
            terminal.Result.WriteLine("No two periods in a row end within the scheme's snapshots, so nothing moved yet. 'segbatch backfill' makes snapshots of earlier days.");
            return;
        }

        foreach (IGrouping<(string Before, string Period), SegmentMove> pair in moves.GroupBy(move => (move.PeriodBefore, move.Period)))
        {
            terminal.Result.MarkupLineInterpolated($"[bold]Net revenue from {pair.Key.Before} to {pair.Key.Period}[/], by the segments at the end of either period");
            Table table = TextTable.Of(MovementHeaders);
            foreach (IGrouping<string, SegmentMove> segment in pair.GroupBy(move => move.SegmentCode))
            {
                table.AddRow([segment.Key, .. Amounts(segment)]);
            }

            table.AddRow([.. Amounts(pair).Prepend("all").Select(text => new Text(text, Style.Parse("bold")))]);
            terminal.Result.Write(table);
        }

        IEnumerable<string> Amounts(IEnumerable<SegmentMove> segment)
        {
            ILookup<string, SegmentMove> byLine = segment.ToLookup(move => move.Line);
            return [.. MovementLines.Select(line => Money(Sum(line))), Money(Sum("moved_in") + Sum("moved_out")), Money(Sum("movers_change") + Sum("like_for_like"))];

            decimal Sum(string line) => byLine[line].Sum(move => move.NetRevenue);
        }
    }

    /// <summary>Plan, actual and variance.</summary>
    public static void PrintPlan(Terminal terminal, IReadOnlyList<SegmentPlanLine> plan)
    {
        if (plan.Count == 0)
        {
            terminal.Result.WriteLine("No plan is loaded for it. Map a source to segment_plans in segmentation.yml.");
            return;
        }

        Table table = TextTable.Of("period", "line", "segment", ">plan", ">actual", ">variance", ">of plan", "");
        foreach (SegmentPlanLine line in plan)
        {
            table.AddRow(
                line.Period, Spaced(line.Line), Markup.Escape(line.SegmentCode), Money(line.Plan), line.Actual is { } actual ? Money(actual) : "", line.Variance is { } variance ? Money(variance) : "",
                line.VarianceShare is { } share ? Percent(share) : "", line.IsKnownSegment ? "" : "the scheme has no such segment");
        }

        terminal.Result.Write(table);
    }

    /// <summary>Shares of the largest customers and segments.</summary>
    public static void PrintConcentration(Terminal terminal, IReadOnlyList<SegmentConcentration> rows)
    {
        Table table = TextTable.Of("fiscal year", "segment", ">customers", ">net revenue", ">largest customer", ">top 1 %", ">top 10 %", ">Herfindahl", ">largest segment", ">Herfindahl of segments");
        foreach (SegmentConcentration row in rows)
        {
            table.AddRow(
                row.FiscalYear, row.SegmentCode.Length == 0 ? "[bold]all[/]" : Markup.Escape(row.SegmentCode), $"{row.CustomerCount:N0}", Money(row.NetRevenue), Percent(row.LargestCustomer),
                Percent(row.TopPercent), Percent(row.TopTenth), Index(row.CustomerHerfindahl), row.LargestSegment is { } largest ? Markup.Escape($"{largest} {Percent(row.LargestSegmentShare ?? 0)}") : "",
                row.SegmentHerfindahl is { } index ? Index(index) : "");
        }

        terminal.Result.Write(table);
        terminal.Result.WriteLine("Herfindahl: the sum of squared shares, 1 when one has all.");
    }

    public static object Document(SegmentProfit profit) => new
    {
        scheme = profit.Scheme,
        period = profit.Period,
        basis = profit.Basis,
        currency = profit.Currency,
        owners = profit.Owners,
        segments = profit.Segments.Select(segment => new
        {
            segment_code = segment.SegmentCode,
            segment_label = segment.SegmentLabel,
            customer_count = segment.CustomerCount,
            gross_revenue = segment.GrossRevenue,
            discounts = segment.Discounts,
            returns = segment.Returns,
            net_revenue = segment.NetRevenue,
            cost_of_goods = segment.CostOfGoods,
            marketing = segment.Marketing,
            cost_to_serve = segment.CostToServe,
            contribution_margin = segment.ContributionMargin,
            booked_costs = segment.BookedCosts,
            allocated_costs = segment.AllocatedCosts,
        }),
    };

    public static object MovementDocument(IReadOnlyList<SegmentMove> moves) => moves.Select(move => new
    {
        segment_code = move.SegmentCode,
        period_before = move.PeriodBefore,
        period = move.Period,
        line = move.Line,
        net_revenue = move.NetRevenue,
        booked_margin = move.BookedMargin,
        customer_count = move.CustomerCount,
    });

    public static object PlanDocument(IReadOnlyList<SegmentPlanLine> plan) => plan.Select(line => new
    {
        segment_code = line.SegmentCode,
        period = line.Period,
        line = line.Line,
        plan = line.Plan,
        actual = line.Actual,
        variance = line.Variance,
        variance_share = line.VarianceShare,
        is_known_segment = line.IsKnownSegment,
    });

    public static object ConcentrationDocument(IReadOnlyList<SegmentConcentration> rows) => rows.Select(row => new
    {
        segment_code = row.SegmentCode,
        fiscal_year = row.FiscalYear,
        customer_count = row.CustomerCount,
        net_revenue = row.NetRevenue,
        largest_customer_share = row.LargestCustomer,
        top_percent_share = row.TopPercent,
        top_tenth_share = row.TopTenth,
        customer_herfindahl = row.CustomerHerfindahl,
        largest_segment_code = row.LargestSegment,
        largest_segment_share = row.LargestSegmentShare,
        segment_herfindahl = row.SegmentHerfindahl,
    });

    private static void AddRow(Table table, SegmentResult segment, string style)
    {
        decimal costs = segment.BookedCosts + segment.AllocatedCosts;
        string[] cells =
        [
            segment.SegmentCode, segment.SegmentLabel, $"{segment.CustomerCount:N0}", Money(segment.GrossRevenue), Money(segment.Discounts), Money(segment.Returns),
            Money(segment.NetRevenue), Money(segment.CostOfGoods), Money(segment.Marketing), Money(segment.CostToServe), Money(segment.ContributionMargin),
            segment.NetRevenue == 0 ? "" : Percent(segment.ContributionMargin / segment.NetRevenue), costs == 0 ? "" : Percent(segment.BookedCosts / costs),
        ];
        table.AddRow([.. cells.Select(cell => new Text(cell, Style.Parse(style)))]);
    }

    private static SegmentResult Total(IReadOnlyList<SegmentResult> segments) => new(
        "all", "", segments.Sum(segment => segment.CustomerCount), segments.Sum(segment => segment.GrossRevenue), segments.Sum(segment => segment.Discounts),
        segments.Sum(segment => segment.Returns), segments.Sum(segment => segment.CostOfGoods), segments.Sum(segment => segment.Marketing),
        segments.Sum(segment => segment.CostToServe), segments.Sum(segment => segment.BookedCosts), segments.Sum(segment => segment.AllocatedCosts));

    private static string Spaced(string name) => name.Replace('_', ' ');

    private static string Money(decimal amount) => amount.ToString("#,##0.00", CultureInfo.InvariantCulture);

    private static string Percent(decimal share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string Index(decimal value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
