using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch repeat</c>: does the night of a run, built once more, hold what it published?</summary>
internal static class RepeatCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var run = new Argument<string>("run") { Description = "The run, as 'status' and ops_runs name it." };
        var command = new Command(
            "repeat", "Build the night of a run once more from the same raw files, and compare it with what was published. Changes nothing.")
        {
            run, options.Config, options.Json, options.Quiet, options.Threads,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            RepeatVerdict verdict = new RepeatDesk(session, terminal, clock).Repeat(
                parsed.GetRequiredValue(run), parsed.GetValue(options.Threads), parsed.GetValue(options.Quiet), cancellationToken);
            if (parsed.GetValue(options.Json))
            {
                PrintJson(terminal, verdict);
            }
            else
            {
                Print(terminal, verdict);
            }

            return verdict.IsSame ? ExitCodes.Done : ExitCodes.Refused;
        })));
        return command;
    }

    private static void Print(Terminal terminal, RepeatVerdict verdict)
    {
        RunRow run = verdict.Run;
        string name = $"Run {run.RunId} (snapshot {run.SnapshotDate:yyyy-MM-dd})";
        if (verdict.Obstacles is { } obstacles)
        {
            terminal.Result.MarkupLineInterpolated($"[yellow]{name} cannot be repeated.[/] Nothing was built and nothing was changed.");
            foreach (Obstacle obstacle in obstacles)
            {
                terminal.Result.MarkupLineInterpolated($"  [bold]{obstacle.What}[/]: {obstacle.Message}");
            }
        }
        else if (verdict.IsSame)
        {
            terminal.Result.MarkupLineInterpolated(
                $"[green]Same.[/] {name}, built once more, holds what it published: content {verdict.Publication.ContentHash[..12]}.");
        }
        else
        {
            terminal.Result.MarkupLineInterpolated(
                $"[red]It differs.[/] {name} published content {verdict.Publication.ContentHash[..12]}; built once more from the same configuration, transforms, program and raw files it is {verdict.RepeatedHash![..12]}. What is published is unchanged.");
            terminal.Result.MarkupLineInterpolated($"{DifferencesInWords(verdict)}");
        }
    }

    private static string DifferencesInWords(RepeatVerdict verdict) => verdict.Differences switch
    {
        null => "In which tables cannot be told: the publication of the run is no longer kept.",
        [] => "The file of the publication is no longer what was published: it holds what was built once more. Restore it from a backup.",
        { } tables => $"Tables: {string.Join("; ", tables.Select(table => $"{table.Table} ({Rows(table.PublishedRowCount)} then, {Rows(table.RepeatedRowCount)} now)"))}.",
    };

    private static string Rows(long? count) => count is { } rows ? $"{rows:N0} rows" : "not there";

    private static void PrintJson(Terminal terminal, RepeatVerdict verdict) => ResultPrinter.PrintJson(terminal, new
    {
        run_id = verdict.Run.RunId,
        snapshot_date = verdict.Run.SnapshotDate?.ToString("yyyy-MM-dd"),
        verdict = verdict.Word,
        published_hash = verdict.Publication.ContentHash,
        repeated_hash = verdict.RepeatedHash,
        tables = verdict.Differences?.Select(table => new
        {
            table = table.Table,
            published_rows = table.PublishedRowCount,
            repeated_rows = table.RepeatedRowCount,
        }),
        differs_in = (verdict.Obstacles ?? []).Select(obstacle => new { what = obstacle.What, message = obstacle.Message }),
    });
}
