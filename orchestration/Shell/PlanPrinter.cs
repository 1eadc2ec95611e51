using Segmentation.Jobs;
using Segmentation.Jobs.Plan;
using Segmentation.Sql.Engine;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Prints plans: the steps of a night, and what its publish would change.</summary>
internal static class PlanPrinter
{
    private const int MovesShown = 12;

    /// <summary>The steps in order with their SQL, ready to run by hand.</summary>
    public static void PrintSteps(Terminal terminal, TransformCatalog catalog, string? selection, DateOnly snapshotDate)
    {
        IReadOnlyList<PlanStep> plan = Pipeline.Plan(catalog);
        IReadOnlyList<PlanStep> steps = Selected(plan, selection);
        int position = 0;
        foreach (PlanStep step in steps)
        {
            terminal.Output.WriteLine($"-- {++position} of {steps.Count}: {step.Name}");
            terminal.Output.WriteLine($"-- reads {(step.Reads.Count == 0 ? "nothing" : string.Join(", ", step.Reads))}; writes {string.Join(", ", step.Writes)}");
            if (step.Transform is { } transform)
            {
                terminal.Output.WriteLine(transform.CreateStatement.Replace(
                    ":snapshot_date", SqlText.Literal(snapshotDate), StringComparison.Ordinal) + ";");
            }

            terminal.Output.WriteLine();
        }
    }

    public static void PrintChange(Terminal terminal, NightResult result, string currency, bool isJson)
    {
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, new { change = result.Change is { } plan ? Document(plan) : null });
            return;
        }

        if (result.Change is not { } change)
        {
            terminal.Result.MarkupLineInterpolated($"Built and audited ({result.Audits.Count} audits). A selection plans no publish.");
            return;
        }

        string live = change.LiveSnapshotDate is { } day ? $"published now: {day:yyyy-MM-dd}" : "nothing is published yet";
        terminal.Result.MarkupLineInterpolated($"[bold]Publishing {change.SnapshotDate:yyyy-MM-dd} would change this[/] ({live}). Nothing was published.");
        foreach (IGrouping<string, SegmentChange> scheme in change.Segments.GroupBy(segment => segment.Scheme))
        {
            PrintSizes(terminal, scheme, currency);
            PrintMoves(terminal, [.. change.Moves.Where(move => move.Scheme == scheme.Key)], currency);
        }
    }

    /// <summary>The change as a machine-readable document.</summary>
    public static object Document(ChangePlan change) => new
    {
        snapshot_date = change.SnapshotDate.ToString("yyyy-MM-dd"),
        live_snapshot_date = change.LiveSnapshotDate?.ToString("yyyy-MM-dd"),
        segments = change.Segments.Select(segment => new
        {
            scheme = segment.Scheme,
            segment_code = segment.SegmentCode,
            customers_now = segment.CustomersNow,
            customers_next = segment.CustomersNext,
            net_spend_next = segment.NetSpendNext,
        }),
        moves = change.Moves.Select(move => new
        {
            scheme = move.Scheme,
            from_code = move.FromCode,
            to_code = move.ToCode,
            customers = move.Customers,
            net_spend = move.NetSpend,
        }),
    };

    private static IReadOnlyList<PlanStep> Selected(IReadOnlyList<PlanStep> plan, string? selection)
    {
        try
        {
            return selection is null ? plan : StepOrder.Select(plan, selection);
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message);
        }
    }

    private static void PrintSizes(Terminal terminal, IGrouping<string, SegmentChange> scheme, string currency)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(scheme.Key)) };
        table.AddColumns(
            new TableColumn("segment"), new TableColumn("label"), new TableColumn("now").RightAligned(),
            new TableColumn("next").RightAligned(), new TableColumn("change").RightAligned(),
            new TableColumn(Markup.Escape($"net spend {currency}")).RightAligned());
        foreach (SegmentChange segment in scheme)
        {
            table.AddRow(
                Markup.Escape(segment.SegmentCode), Markup.Escape(segment.SegmentLabel), $"{segment.CustomersNow:N0}",
                $"{segment.CustomersNext:N0}", $"{segment.CustomersNext - segment.CustomersNow:+#,##0;-#,##0;0}", $"{segment.NetSpendNext:N2}");
        }

        terminal.Result.Write(table);
    }

    private static void PrintMoves(Terminal terminal, IReadOnlyList<SegmentMove> moves, string currency)
    {
        if (moves.Count == 0)
        {
            terminal.Result.WriteLine("  Nobody moves.");
            return;
        }

        terminal.Result.WriteLine($"  {moves.Sum(move => move.Customers):N0} customers move, with {moves.Sum(move => move.NetSpend):N2} {currency} of net spend:");
        foreach (SegmentMove move in moves.Take(MovesShown))
        {
            terminal.Result.WriteLine($"    {move.FromCode,-16} -> {move.ToCode,-16} {move.Customers,10:N0} customers {move.NetSpend,18:N2} {currency}");
        }

        if (moves.Count > MovesShown)
        {
            terminal.Result.WriteLine($"    and {moves.Count - MovesShown} smaller moves (--json prints all)");
        }
    }
}
