using System.Globalization;
using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Score;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Shows a fit: enough on one page to decide whether its segments should be seen by anybody.</summary>
internal static class FitPrinter
{
    private const int BarLength = 16;

    public static void Print(Terminal terminal, IReadOnlyList<FittedScheme> fits, bool isJson)
    {
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, new { fits = fits.Select(FitDocument.Of) });
            return;
        }

        foreach (FittedScheme fit in fits)
        {
            PrintFit(terminal, fit);
        }

        terminal.Result.WriteLine(fits.Count == 0
            ? "Nobody can be scored yet, so nothing was fitted."
            : "Nothing was published. 'segbatch plan' says who would move; 'segbatch nightly' publishes. --json prints every row.");
    }

    /// <summary>The SELECT of each model that can be said as one.</summary>
    public static void PrintSql(Terminal terminal, IReadOnlyList<FittedScheme> fits)
    {
        foreach (FittedScheme fit in fits)
        {
            string? sql = Rows(fit, EvidenceTopics.Rule).FirstOrDefault(row => row.Item == RuleChapter.ScoringSql)?.Detail;
            terminal.Output.WriteLine($"-- {fit.Model.Scheme}: model {fit.Model.ModelVersion}, fitted as of {fit.Model.SnapshotDate:yyyy-MM-dd}.");
            terminal.Output.WriteLine(sql is null
                ? "-- It assigns by probability, or has too many segments, to be said as one SELECT."
                : "-- For customers who can be scored; who cannot has a state instead. Customers held on a border (hold_margin) are not known to it.");
            terminal.Output.WriteLine(sql is null ? "" : $"{sql};\n");
        }
    }

    private static void PrintFit(Terminal terminal, FittedScheme fit)
    {
        PrintHead(terminal, fit);
        PrintSegments(terminal, fit);
        PrintCountChoice(terminal, fit);
        PrintJudged(terminal, "Gates", fit, EvidenceTopics.Gate, row => row.Verdict.Length > 0 && row.Item != "feature_effect");
        PrintJudged(terminal, "Do they come back?", fit, EvidenceTopics.Stability, _ => true);
        PrintPower(terminal, fit);
        PrintJudged(terminal, "As rules", fit, EvidenceTopics.Rule, row => row.Item == "fidelity");
        PrintLineage(terminal, fit);
    }

    private static void PrintHead(Terminal terminal, FittedScheme fit)
    {
        terminal.Result.MarkupLineInterpolated($"[bold blue]━━ {fit.Model.Scheme} ━━[/]");
        string algorithm = Rows(fit, EvidenceTopics.Fit).FirstOrDefault(row => row.Item == "algorithm")?.Detail ?? fit.Model.Kind;
        double customers = Rows(fit, EvidenceTopics.Fit).FirstOrDefault(row => row.Item == "customers")?.Value ?? 0;
        terminal.Result.MarkupLineInterpolated($"{algorithm}, on [bold]{customers:N0}[/] customers as of [bold]{fit.Model.SnapshotDate:yyyy-MM-dd}[/].");
        if (fit.Model.IsRefused)
        {
            terminal.Result.MarkupLineInterpolated($"[red]Refused by its gates.[/] No night will use model {fit.Model.ModelVersion}; a night that must fit tries again and stops.");
        }
        else if (fit.IsNew)
        {
            terminal.Result.MarkupLineInterpolated($"[green]Kept[/] as model {fit.Model.ModelVersion}; the next night uses it.");
        }
        else
        {
            terminal.Result.MarkupLineInterpolated($"It found the same as model {fit.Model.ModelVersion}, which stays. The evidence is of its fit.");
        }

        terminal.Result.WriteLine();
    }

    private static void PrintSegments(Terminal terminal, FittedScheme fit)
    {
        Table table = NewTable(terminal, "Segments");
        table.AddColumns(
            new TableColumn("code"), new TableColumn("label"), new TableColumn("customers"), new TableColumn("net spend"),
            new TableColumn("what sets it apart"));
        foreach (SegmentDefinition segment in fit.Segments)
        {
            table.AddRow(
                Markup.Escape(segment.Code), $"[bold]{Markup.Escape(segment.Label)}[/]", Share(fit, segment.Code, "customer_share", "blue"),
                Share(fit, segment.Code, "net_spend_share", "green"), Markup.Escape(segment.Description));
        }

        terminal.Result.Write(table);
    }

    private static void PrintCountChoice(Terminal terminal, FittedScheme fit)
    {
        EvidenceRow[] rows = [.. Rows(fit, EvidenceTopics.CountChoice)];
        if (rows.Length == 0)
        {
            return;
        }

        string[] criteria = [.. rows.Where(row => row.Item != "decision").Select(row => row.Item).Distinct()];
        string[] counts = [.. rows.Where(row => row.Item != "decision").Select(row => row.Subject).Distinct()];
        Table table = NewTable(terminal, "How many segments");
        table.AddColumn("criterion");
        foreach (string count in counts)
        {
            table.AddColumn(new TableColumn(Markup.Escape(count)).RightAligned());
        }

        foreach (string criterion in criteria)
        {
            table.AddRow([Words(criterion), .. counts.Select(count => Vote(rows.FirstOrDefault(row => row.Item == criterion && row.Subject == count)))]);
        }

        terminal.Result.Write(table);
        foreach (EvidenceRow decision in rows.Where(row => row.Item == "decision"))
        {
            terminal.Result.MarkupLineInterpolated($"[bold]{decision.Verdict}: {decision.Subject}.[/] {decision.Detail}");
            terminal.Result.WriteLine();
        }
    }

    private static string Vote(EvidenceRow? row) => row switch
    {
        null => "",
        { Verdict: "vote" } => $"[green]{Figure(row.Value)} vote[/]",
        { Verdict: "veto" } => $"[red]{Figure(row.Value)} veto[/]",
        _ => Figure(row.Value),
    };

    private static void PrintJudged(Terminal terminal, string title, FittedScheme fit, string topic, Func<EvidenceRow, bool> isShown)
    {
        string[] codes = [.. fit.Segments.Select(segment => segment.Code)];
        EvidenceRow[] rows =
        [
            .. Rows(fit, topic).Where(isShown).GroupBy(row => row.Item).SelectMany(item => item.OrderBy(row => Array.IndexOf(codes, row.Subject))),
        ];
        if (rows.Length == 0)
        {
            return;
        }

        Table table = NewTable(terminal, title);
        table.AddColumns(
            new TableColumn("measure"), new TableColumn("of"), new TableColumn("value").RightAligned(), new TableColumn("against").RightAligned(),
            new TableColumn("verdict"), new TableColumn(""));
        EvidenceRow? last = null;
        foreach (EvidenceRow row in rows)
        {
            // What is said once need not be said in every line.
            table.AddRow(
                row.Item == last?.Item ? "" : Words(row.Item), Markup.Escape(row.Subject), Figure(row.Value), Figure(row.Threshold),
                Colour(row.Verdict), row.Detail == last?.Detail ? "" : $"[grey]{Markup.Escape(row.Detail)}[/]");
            last = row;
        }

        terminal.Result.Write(table);
    }

    private static void PrintLineage(Terminal terminal, FittedScheme fit)
    {
        EvidenceRow[] rows = [.. Rows(fit, EvidenceTopics.Lineage)];
        if (rows.Length == 0)
        {
            return;
        }

        Table table = NewTable(terminal, "The model before");
        table.AddColumns(
            new TableColumn("from"), new TableColumn("to"), new TableColumn("in common").RightAligned(), new TableColumn("needed").RightAligned(),
            new TableColumn("code"), new TableColumn(""));
        foreach (EvidenceRow row in rows.Where(row => row.Subject != "model"))
        {
            table.AddRow(
                Markup.Escape(row.Subject), Markup.Escape(row.Item), Figure(row.Value), Figure(row.Threshold), Colour(row.Verdict),
                $"[grey]{Markup.Escape(row.Detail)}[/]");
        }

        terminal.Result.Write(table);
        foreach (EvidenceRow row in rows.Where(row => row.Subject == "model" && row.Detail.Length > 0))
        {
            terminal.Result.MarkupLineInterpolated($"  {Words(row.Item)} {Figure(row.Value)}. [grey]{row.Detail}[/]");
        }

        terminal.Result.WriteLine();
    }

    /// <summary>Segments beside the baselines they must beat, one line each.</summary>
    private static void PrintPower(Terminal terminal, FittedScheme fit)
    {
        EvidenceRow[] rows = [.. Rows(fit, EvidenceTopics.Power)];
        EvidenceRow[] scores = [.. rows.Where(row => !row.Item.StartsWith("verdict", StringComparison.Ordinal))];
        if (scores.Length == 0)
        {
            return;
        }

        string[] items = [.. scores.Select(row => row.Item).Distinct()];
        Table table = NewTable(terminal, "What they foretell");
        table.AddColumn("predictor");
        foreach (string item in items)
        {
            table.AddColumn(new TableColumn(Words(item)).RightAligned());
        }

        foreach (IGrouping<string, EvidenceRow> predictor in scores.GroupBy(row => row.Subject))
        {
            table.AddRow([Markup.Escape(predictor.Key), .. items.Select(item => Interval(predictor.FirstOrDefault(row => row.Item == item)))]);
        }

        terminal.Result.Write(table);
        foreach (EvidenceRow verdict in rows.Except(scores))
        {
            terminal.Result.WriteLine($"  {verdict.Detail}");
        }

        terminal.Result.WriteLine();
    }

    private static string Interval(EvidenceRow? row) => row?.Value is not { } value
        ? "[grey]-[/]"
        : row is { Lower: { } lower, Upper: { } upper }
            ? $"{Figure(value)} [grey]({Figure(lower)} to {Figure(upper)})[/]"
            : Figure(value);

    private static string Share(FittedScheme fit, string code, string item, string colour)
    {
        double share = Rows(fit, EvidenceTopics.Profile).FirstOrDefault(row => row.Subject == code && row.Item == item)?.Value ?? 0;
        int filled = (int)Math.Clamp(Math.Round(share * BarLength), share > 0 ? 1 : 0, BarLength);
        return string.Create(
            CultureInfo.InvariantCulture, $"[{colour}]{new string('█', filled)}[/][grey]{new string('░', BarLength - filled)}[/] {share,6:0.0%}");
    }

    private static IEnumerable<EvidenceRow> Rows(FittedScheme fit, string topic) => fit.Evidence.Rows.Where(row => row.Topic == topic);

    /// <summary>The title stands above on a line of its own: in a table it would be centred over sentences of any length.</summary>
    private static Table NewTable(Terminal terminal, string title)
    {
        terminal.Result.MarkupLineInterpolated($"[bold]{title}[/]");
        return new Table { Border = TableBorder.Simple };
    }

    private static string Colour(string verdict) => verdict switch
    {
        "" => "",
        "pass" or "kept" or "chosen" => $"[green]{verdict}[/]",
        "warn" or "minted" or "retired" => $"[yellow]{verdict}[/]",
        "fail" or "refused" => $"[red]{verdict}[/]",
        _ => Markup.Escape(verdict),
    };

    private static string Words(string item) => Markup.Escape(item.Replace('_', ' '));

    private static string Figure(double? value)
    {
        string text = value?.ToString(Math.Abs(value.Value) >= 1000 ? "N0" : "0.###", CultureInfo.InvariantCulture) ?? "";
        return text == "-0" ? "0" : text;
    }
}
