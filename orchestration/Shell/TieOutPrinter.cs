using System.Globalization;
using Segmentation.Jobs.Reconcile;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Prints the tie-out to the general ledger and its breaks.</summary>
internal static class TieOutPrinter
{
    private const int MostBreaks = 40;

    /// <summary>From the segments' sum to the ledger, by account class; then the periods, where there are several; then the breaks.</summary>
    public static void Print(Terminal terminal, TieOut tieOut, bool showsSegments)
    {
        terminal.Result.MarkupLineInterpolated(
            $"[bold]Tie-out to the general ledger[/], as of {tieOut.SnapshotDate:yyyy-MM-dd}, scheme {tieOut.Scheme}, {Span(tieOut.Periods)}, run {tieOut.RunId}");
        foreach (string currency in TieOutWords.Currencies(tieOut.Lines))
        {
            TieOutLine[] lines = [.. tieOut.Lines.Where(line => line.Currency == currency)];
            PrintBridge(terminal, currency, lines, showsSegments);
            if (tieOut.Periods.Count > 1)
            {
                PrintPeriods(terminal, currency, lines, tieOut);
            }
        }

        PrintBreakClasses(terminal, tieOut);
        PrintFindings(terminal, tieOut.Findings);
    }

    /// <summary>The breaks one by one, with whom each is.</summary>
    public static void PrintBreaks(Terminal terminal, IReadOnlyList<PublishedBreak> breaks, IReadOnlyDictionary<string, BreakState> states)
    {
        if (breaks.Count == 0)
        {
            terminal.Result.WriteLine("No break.");
            return;
        }

        Table table = TextTable.Of("break", "class", "document", "period", ">amount", "", ">days", "size", "status", "owner", "due", "what is on either side");
        foreach (PublishedBreak found in breaks.Take(MostBreaks))
        {
            BreakState? state = states.GetValueOrDefault(found.BreakId);
            table.AddRow([
                new Text(found.BreakId), new Text(TieOutWords.Words(found.BreakClass)), new Text(found.DocumentId ?? found.LedgerEntryIds ?? ""), new Text(found.Period ?? ""),
                new Text(Money(found.Amount)), new Text(found.Currency), new Text($"{found.AgeDays:N0}"), new Text(TieOutWords.Size(found)), new Text(found.IsOpen ? state?.StatusText ?? "" : $"cleared {found.ClearedDate:yyyy-MM-dd}"),
                new Text(state?.Owner ?? ""), new Text($"{state?.DueDate:yyyy-MM-dd}"), new Text(found.Explanation)]);
        }

        terminal.Result.Write(table);
        terminal.Result.WriteLine(breaks.Count > MostBreaks
            ? $"{MostBreaks} of {breaks.Count:N0} breaks, the largest first; 'segbatch query \"select * from finance_breaks\"' has all."
            : breaks.Count == 1 ? "1 break" : $"{breaks.Count:N0} breaks");
    }

    /// <summary>The same as one JSON document.</summary>
    public static object Document(TieOut tieOut) => new
    {
        scheme = tieOut.Scheme,
        snapshot_date = tieOut.SnapshotDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        run_id = tieOut.RunId,
        is_tied = tieOut.Lines.All(line => line.Line != TieOut.Unexplained || line.Amount == 0),
        lines = tieOut.Lines.Select(line => new
        {
            period = line.Period,
            legal_entity = line.LegalEntity,
            business_unit = line.BusinessUnit,
            currency = line.Currency,
            account_class = line.AccountClass,
            line = line.Line,
            detail = line.Detail,
            amount = line.Amount,
            item_count = line.ItemCount,
        }),
        breaks = tieOut.Breaks.Select(found => BreakDocument(found, null)),
        ledger_findings = tieOut.Findings.Select(finding => new
        {
            finding = finding.Finding,
            source_system = finding.SourceSystem,
            subject = finding.Subject,
            currency = finding.Currency,
            first_period = finding.FirstPeriod,
            last_period = finding.LastPeriod,
            debit_amount = finding.Debit,
            credit_amount = finding.Credit,
            amount = finding.Amount,
            entry_count = finding.EntryCount,
        }),
    };

    /// <summary>One break as JSON.</summary>
    /// <param name="found">The break.</param>
    /// <param name="state">With whom it is; null where that is not asked.</param>
    public static object BreakDocument(PublishedBreak found, BreakState? state) => new
    {
        break_id = found.BreakId,
        break_class = found.BreakClass,
        document_id = found.DocumentId,
        explanation = found.Explanation,
        currency = found.Currency,
        amount = found.Amount,
        warehouse_period = found.WarehousePeriod,
        warehouse_amount = found.WarehouseAmount,
        ledger_period = found.LedgerPeriod,
        ledger_amount = found.LedgerAmount,
        ledger_entry_ids = found.LedgerEntryIds,
        is_open = found.IsOpen,
        is_within_tolerance = found.IsWithinTolerance,
        is_material = found.IsMaterial,
        age_days = found.AgeDays,
        age_bucket = found.AgeBucket,
        break_status = state?.StatusText,
        owner = state?.Owner,
        due_date = state?.DueDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    private static void PrintBridge(Terminal terminal, string currency, TieOutLine[] lines, bool showsSegments)
    {
        string[] classes = [.. TieOutWords.Classes(lines)];
        Table table = TextTable.Of([currency, .. classes.Select(name => $">{name}"), ">total", ">items"]);
        foreach (IGrouping<(int Number, string Label), TieOutLine> group in lines
            .GroupBy(line => (line.LineNumber, Label: Label(line, showsSegments)))
            .OrderBy(group => group.Key.LineNumber).ThenBy(group => group.Key.Label, StringComparer.Ordinal))
        {
            bool isTotal = group.First().Line is TieOut.Ledger or TieOut.Unexplained;
            decimal[] amounts = [.. classes.Select(name => group.Where(line => line.AccountClass == name).Sum(line => line.Amount))];
            if (isTotal && group.First().Line == TieOut.Unexplained)
            {
                table.AddEmptyRow();
            }

            string style = group.First().Line == TieOut.Unexplained && amounts.Any(amount => amount != 0) ? "red bold" : isTotal ? "bold" : "default";
            long items = group.Sum(line => line.ItemCount);
            table.AddRow([.. new[] { group.Key.Label }.Concat(amounts.Append(amounts.Sum()).Select(Money)).Append(items > 0 ? $"{items:N0}" : "")
                .Select(text => new Text(text, Style.Parse(style)))]);
        }

        terminal.Result.Write(table);
    }

    private static void PrintPeriods(Terminal terminal, string currency, TieOutLine[] lines, TieOut tieOut)
    {
        Table table = TextTable.Of("period", ">warehouse", ">ledger", ">difference", ">of it breaks", ">unexplained", ">open breaks", ">material");
        foreach (IGrouping<string, TieOutLine> period in lines.GroupBy(line => line.Period).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            decimal warehouse = period.Where(line => TieOut.Warehouse.Contains(line.Line)).Sum(line => line.Amount);
            decimal ledger = period.Where(line => line.Line == TieOut.Ledger).Sum(line => line.Amount);
            decimal unexplained = period.Where(line => line.Line == TieOut.Unexplained).Sum(line => line.Amount);
            decimal breaks = -period.Where(line => line.Line is "breaks" or "manual_journals" or "timing").Sum(line => line.Amount);
            PublishedBreak[] open = [.. tieOut.Breaks.Where(found => found.IsOpen && found.Period == period.Key && found.Currency == currency)];
            table.AddRow(period.Key, Money(warehouse), Money(ledger), Money(warehouse - ledger), Money(breaks), Money(unexplained),
                $"{open.Length:N0}", $"{open.Count(found => found.IsMaterial):N0}");
        }

        terminal.Result.Write(table);
    }

    private static void PrintBreakClasses(Terminal terminal, TieOut tieOut)
    {
        PublishedBreak[] open = [.. tieOut.Breaks.Where(found => found.IsOpen)];
        if (open.Length == 0)
        {
            terminal.Result.MarkupLine("[green]No break is open.[/]");
            return;
        }

        Table table = TextTable.Of(["open breaks", ">count", ">net", ">gross", "", .. TieOutWords.Buckets.Select(bucket => $">{bucket}"), "days"]);
        foreach (var group in open.GroupBy(found => (found.BreakClass, found.Currency)).OrderByDescending(group => group.Sum(found => Math.Abs(found.ReportingAmount))))
        {
            table.AddRow([
                .. new[]
                {
                    TieOutWords.Words(group.Key.BreakClass), $"{group.Count():N0}", Money(group.Sum(found => found.Amount)),
                    Money(group.Sum(found => Math.Abs(found.Amount))), group.Key.Currency,
                }.Concat(TieOutWords.Buckets.Select(Count)).Append("").Select(text => new Text(text))]);

            string Count(string bucket) => group.Count(found => found.AgeBucket == bucket) is > 0 and var count ? $"{count:N0}" : "";
        }

        terminal.Result.Write(table);
        terminal.Result.WriteLine(
            $"{open.Length:N0} open breaks, {open.Count(found => found.IsMaterial):N0} material, {open.Count(found => found.IsWithinTolerance):N0} within tolerance. 'segbatch reconcile breaks' lists them.");
    }

    private static void PrintFindings(Terminal terminal, IReadOnlyList<LedgerFinding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        Table table = TextTable.Of("in the ledger itself", "source", "journal or account", "period", ">entries", ">debit", ">credit", ">amount", "");
        foreach (LedgerFinding finding in findings.Take(MostBreaks))
        {
            string period = finding.FirstPeriod == finding.LastPeriod ? finding.FirstPeriod : $"{finding.FirstPeriod} to {finding.LastPeriod}";
            table.AddRow([
                new Text(TieOutWords.Words(finding.Finding)), new Text(finding.SourceSystem), new Text(finding.Subject), new Text(period), new Text($"{finding.EntryCount:N0}"),
                new Text(Money(finding.Debit)), new Text(Money(finding.Credit)), new Text(Money(finding.Amount)), new Text(finding.Currency)]);
        }

        terminal.Result.Write(table);
        if (findings.Count > MostBreaks)
        {
            terminal.Result.WriteLine($"{MostBreaks} of {findings.Count:N0}; 'segbatch query \"select * from finance_ledger_findings\"' has all.");
        }
    }

    private static string Label(TieOutLine line, bool showsSegments) => line.Line switch
    {
        "segment" when showsSegments => $"segment {line.Detail}",
        "segment" => TieOutWords.Line(line.Line),
        _ when line.Detail.Length > 0 => $"{TieOutWords.Line(line.Line)}: {TieOutWords.Words(line.Detail)}",
        _ => TieOutWords.Line(line.Line),
    };

    private static string Span(IReadOnlyList<string> periods) =>
        periods.Count == 1 ? $"period {periods[0]}" : $"periods {periods[0]} to {periods[^1]}";

    /// <summary>To the cent, and beyond it only where there is something.</summary>
    private static string Money(decimal amount) => amount.ToString("#,##0.00##", CultureInfo.InvariantCulture);
}
