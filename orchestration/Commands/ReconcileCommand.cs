using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Profit;
using Segmentation.Jobs.Reconcile;
using Segmentation.Jobs.Reconcile.Pack;
using Segmentation.Jobs.Run;
using Segmentation.Models.Ledger;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch reconcile</c>: from the segments' revenue to the general ledger. <c>segbatch reconcile breaks</c>: what differs.</summary>
internal static class ReconcileCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var period = new Option<string?>("--period") { Description = "One fiscal period, such as 2026-01. Default: all." };
        var scheme = new Option<string?>("--scheme") { Description = "Scheme whose segments are tied. Default: the first by name." };
        var segments = new Option<bool>("--segments") { Description = "A line for each segment." };
        var packFolder = new Option<string?>("--pack") { Description = "Write the control pack, a workbook and a page, into this folder.", HelpName = "folder" };
        var command = new Command("reconcile", "From the segments' revenue to the general ledger, line by line, as the newest night found it.")
        {
            options.Config, options.Json, period, scheme, segments, packFolder,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            TieOut tieOut = Read(session, parsed.GetValue(scheme), parsed.GetValue(period), cancellationToken);
            if (parsed.GetValue(packFolder) is { } folder)
            {
                var pack = new ControlPack(
                    session.Config.Company, parsed.GetValue(period), session.Live?.ContentHash ?? "", tieOut, Signatures(session, parsed.GetValue(period)),
                    parsed.GetValue(scheme), Profit(session, tieOut.Scheme, parsed.GetValue(period), cancellationToken));
                WritePack(terminal, session, pack, folder, clock, parsed.GetValue(options.Json));
            }
            else if (parsed.GetValue(options.Json))
            {
                ResultPrinter.PrintJson(terminal, TieOutPrinter.Document(tieOut));
            }
            else
            {
                TieOutPrinter.Print(terminal, tieOut, parsed.GetValue(segments));
            }

            return ExitCodes.Done;
        })));
        options.Config.Recursive = true;
        command.Add(CreateBreaks(terminal, clock, options));
        foreach (Command deed in ReconcileDeeds.All(terminal, clock, options).Concat(ReconcileDeedsSigning.All(terminal, clock, options)).Concat(ReconcileProfit.All(terminal, clock, options)))
        {
            command.Add(deed);
        }

        return command;
    }

    private static Command CreateBreaks(Terminal terminal, TimeProvider clock, CommonOptions options)
    {
        var period = new Option<string?>("--period") { Description = "Those of one fiscal period." };
        var kind = new Option<string?>("--class") { Description = "Those of one class, such as posted_twice." };
        var all = new Option<bool>("--all") { Description = "Those that cleared, too." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document on standard output." };
        var command = new Command("breaks", "The differences between warehouse and ledger, with both sides' evidence, the largest first.") { period, kind, all, json };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            RefuseUnknownClass(parsed.GetValue(kind));
            TieOut tieOut = Read(session, null, parsed.GetValue(period), cancellationToken);
            IReadOnlyDictionary<string, BreakState> states = new BreakDesk(session, actor: null).States(cancellationToken);
            PublishedBreak[] breaks =
            [
                .. tieOut.Breaks.Where(found => (found.IsOpen || parsed.GetValue(all))
                    && (parsed.GetValue(kind) is not { } wanted || found.BreakClass == wanted)),
            ];
            if (parsed.GetValue(json))
            {
                ResultPrinter.PrintJson(terminal, breaks.Select(found => TieOutPrinter.BreakDocument(found, states.GetValueOrDefault(found.BreakId))));
            }
            else
            {
                TieOutPrinter.PrintBreaks(terminal, breaks, states);
            }

            return ExitCodes.Done;
        })));
        return command;
    }

    private static void RefuseUnknownClass(string? kind)
    {
        string[] known = [.. Enum.GetValues<BreakClass>().Select(breakClass => breakClass.Word())];
        if (kind is not null && !known.Contains(kind))
        {
            throw new UsageException($"--class {kind}: there is no such class of break. Nothing was changed. There are: {string.Join(", ", known)}.");
        }
    }

    private static void WritePack(Terminal terminal, ProjectSession session, ControlPack pack, string folder, TimeProvider clock, bool isJson)
    {
        if (folder.Length == 0 || File.Exists(folder))
        {
            throw new UsageException($"--pack takes a folder; '{folder}' is none. No pack was written.");
        }

        IReadOnlyList<string> files = ControlPackFiles.Write(pack, Path.GetFullPath(folder), clock.GetUtcNow());
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, new { scheme = pack.TieOut.Scheme, periods = pack.TieOut.Periods, run_id = pack.TieOut.RunId, content_hash = pack.ContentHash, workbook = files[0], page = files[1] });
            return;
        }

        terminal.Output.WriteLine($"The control pack of {session.Config.Company}, {pack.Span}, as of {pack.TieOut.SnapshotDate:yyyy-MM-dd}:");
        foreach (string file in files)
        {
            terminal.Output.WriteLine($"  {file}");
        }
    }

    private static PackSignOff[] Signatures(ProjectSession session, string? period) => session.HasLedger
        ? [.. SignoffBook.Of(session.Ledger.Signoffs()).Where(signed => period is null || signed.Period == period)
            .SelectMany(signed => new[] { signed.Prepared, signed.Reviewed }).OfType<Signoff>()
            .Select(signoff => new PackSignOff(
                signoff.Name, signoff.Role.Word(), signoff.Actor, DateOnly.FromDateTime(signoff.At.UtcDateTime), signoff.EvidenceHash))]
        : [];

    private static IReadOnlyList<ProfitLine> Profit(ProjectSession session, string scheme, string? period, CancellationToken cancellationToken)
    {
        using PublishedTables tables = PublishedTables.Open(session.Folders);
        return tables.ProfitLines(scheme, period, cancellationToken);
    }

    private static TieOut Read(ProjectSession session, string? scheme, string? period, CancellationToken cancellationToken)
    {
        using PublishedTables tables = PublishedTables.Open(session.Folders);
        TieOut tieOut = tables.TieOut(scheme, cancellationToken);
        return period is null ? tieOut
            : tieOut.Periods.Contains(period) ? tieOut.Of(period)
            : throw new UsageException(
                $"--period {period}: neither the warehouse nor the ledger has anything in that period. Nothing was changed. There are: {string.Join(", ", tieOut.Periods)}.");
    }
}
