using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch status</c>: last runs, what is live, what failed and what to do next.</summary>
internal static class StatusCommand
{
    private const int RunsShown = 10;

    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var asOf = new Option<string?>("--as-of")
        {
            Description = "What was live then, by whose decision, with which models: a day (its end, in UTC) or an instant.",
        };
        var profile = new Option<string?>("--profile")
        {
            Description = "What each step of a run cost in time, processor, memory and disk, the costliest first: a run id, or nothing for the newest night.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("status", "The last runs, what is published, what failed and what to do next.") { asOf, profile, options.Config, options.Json };
        command.SetAction((parsed, _) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            if (parsed.GetValue(asOf) is { } then)
            {
                DateTimeOffset instant = LiveThen.Instant("--as-of", then);
                GatePrinter.PrintLiveThen(
                    terminal, instant, session.HasLedger ? LiveThen.At(session.Ledger, instant) : [], parsed.GetValue(options.Json));
                return ExitCodes.Done;
            }

            if (parsed.GetResult(profile) is { Implicit: false })
            {
                ProfilePrinter.Print(terminal, RunProfile.Of(session, parsed.GetValue(profile)), parsed.GetValue(options.Json));
                return ExitCodes.Done;
            }

            IReadOnlyList<RunRow> runs = session.HasLedger ? session.Ledger.Runs(RunsShown) : [];
            Publication? live = session.Live;
            if (parsed.GetValue(options.Json))
            {
                PrintJson(terminal, session, runs, live);
            }
            else
            {
                Print(terminal, session, runs, live);
            }

            return ExitCodes.Done;
        })));
        return command;
    }

    private static void Print(Terminal terminal, ProjectSession session, IReadOnlyList<RunRow> runs, Publication? live)
    {
        terminal.Result.MarkupLineInterpolated($"[bold]{session.Config.Company}[/]  [grey]{session.Folders.Warehouse}[/]");
        if (live is not null)
        {
            terminal.Result.MarkupLineInterpolated(
                $"Last published: snapshot [bold]{live.SnapshotDate:yyyy-MM-dd}[/], {live.CustomerCount:N0} customers, run {live.RunId}, content {live.ContentHash[..12]}");
        }

        IReadOnlyList<Incident> open = OpenIncidents(session);
        if (open.Count > 0)
        {
            terminal.Result.MarkupLineInterpolated(
                $"Incidents: [bold]{open.Count}[/] open ({string.Join(", ", open.GroupBy(incident => incident.Severity).OrderByDescending(group => group.Key).Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}"))}), newest {open[0].Rule} {open[0].Subject}. 'segbatch incidents' lists them.");
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns(
            new TableColumn("started (UTC)"), new TableColumn("command"), new TableColumn("snapshot"), new TableColumn("status"),
            new TableColumn("seconds").RightAligned(), new TableColumn("message"));
        foreach (RunRow run in runs)
        {
            double? seconds = (run.FinishedAt - run.StartedAt)?.TotalSeconds;
            table.AddRow(
                $"{run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}", run.Command, $"{run.SnapshotDate:yyyy-MM-dd}", Colour(run.Status),
                seconds is { } known ? $"{known:0.0}" : "", Markup.Escape(FirstLine(run.Message)));
        }

        terminal.Result.Write(table);
        GatePrinter.PrintNow(terminal, GateNow.Of(session));
        terminal.Result.WriteLine(NextThing(session, runs, live));
    }

    private static void PrintJson(Terminal terminal, ProjectSession session, IReadOnlyList<RunRow> runs, Publication? live) =>
        ResultPrinter.PrintJson(terminal, new
        {
            company = session.Config.Company,
            serving_file = session.Folders.ServingFile,
            published = live is null ? null : new
            {
                run_id = live.RunId,
                snapshot_date = live.SnapshotDate.ToString("yyyy-MM-dd"),
                customers = live.CustomerCount,
                content_hash = live.ContentHash,
            },
            gate = GatePrinter.Document(GateNow.Of(session)),
            open_incidents = OpenIncidents(session).Select(incident => incident.IncidentId),
            runs = runs.Select(run => new
            {
                run_id = run.RunId,
                command = run.Command,
                snapshot_date = run.SnapshotDate?.ToString("yyyy-MM-dd"),
                started_at = run.StartedAt,
                finished_at = run.FinishedAt,
                status = run.Status.ToString().ToLowerInvariant(),
                message = run.Message,
            }),
            next = NextThing(session, runs, live),
        });

    private static IReadOnlyList<Incident> OpenIncidents(ProjectSession session) =>
        session.HasLedger ? [.. session.Ledger.Incidents(int.MaxValue).Where(incident => incident.Status != IncidentStatus.Closed)] : [];

    private static string NextThing(ProjectSession session, IReadOnlyList<RunRow> runs, Publication? live)
    {
        if (runs.Count == 0 || (live is null && runs[0].Status == RunStatus.Done))
        {
            return "Next: 'segbatch nightly' loads the sources and publishes the first segments.";
        }

        return runs[0].Status switch
        {
            RunStatus.Failed => $"Next: put right what stopped run {runs[0].RunId} (above), then run '{runs[0].Command}' again. Readers see the last published snapshot.",
            RunStatus.Cancelled => $"Next: run '{runs[0].Command}' again; the last one was cancelled.",
            RunStatus.Started => $"Next: run {runs[0].RunId} is on, or died without a word; if no process is at work, run '{runs[0].Command}' again.",
            RunStatus.Superseded => $"Next: run '{runs[0].Command}' again; the last one was killed.",
            _ => $"All is well. Read the segments: segbatch query \"select * from bi_segment_overview_v1\" (or open {Path.GetFileName(session.Folders.ServingFile)}).",
        };
    }

    private static string Colour(RunStatus status) => status switch
    {
        RunStatus.Done => "[green]done[/]",
        RunStatus.Failed => "[red]failed[/]",
        RunStatus.Cancelled => "[yellow]cancelled[/]",
        RunStatus.Superseded => "[yellow]superseded[/]",
        _ => "[blue]started[/]",
    };

    private static string FirstLine(string? message)
    {
        string line = (message ?? "").Split('\n')[0];
        return line.Length <= 100 ? line : line[..97] + "...";
    }
}
