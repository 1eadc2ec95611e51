using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch publish</c> and <c>segbatch rollback</c>: which finished night readers see.</summary>
internal static class PublishCommand
{
    private static Option<string?> Reason => new("--reason") { Description = "Why, for the change log." };

    public static Command CreatePublish(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var run = new Option<string?>("--run") { Description = "The candidate's run. Default: the newest that waits." };
        Option<string?> reason = Reason;
        var command = new Command("publish", "Let readers see a candidate: a night that was built and audited, and waits.") { run, reason, options.Config, options.Json };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            Print(
                terminal, session, new PublishDesk(session).Publish(parsed.GetValue(run), parsed.GetValue(reason), cancellationToken),
                parsed.GetValue(options.Json));
            return ExitCodes.Done;
        })));
        return command;
    }

    public static Command CreateRollback(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var to = new Option<string?>("--to")
        {
            Description = "A run, or a snapshot date (yyyy-MM-dd): the publication of that day that was live last. Default: what the live one replaced.",
        };
        Option<string?> reason = Reason;
        var command = new Command("rollback", "Let readers see again what they saw before. Nothing is built; the pointer is moved.") { to, reason, options.Config, options.Json };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            Print(
                terminal, session, new PublishDesk(session).Rollback(parsed.GetValue(to), parsed.GetValue(reason), cancellationToken),
                parsed.GetValue(options.Json));
            return ExitCodes.Done;
        })));
        return command;
    }

    private static void Print(Terminal terminal, ProjectSession session, Promotion promotion, bool isJson)
    {
        Publication? live = session.Live;
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, new
            {
                promotion = promotion.Number,
                kind = promotion.Kind.ToString().ToLowerInvariant(),
                run_id = promotion.RunId,
                snapshot_date = live?.SnapshotDate.ToString("yyyy-MM-dd"),
                content_hash = live?.ContentHash,
                replaced_run_id = promotion.ReplacedRunId,
                actor = promotion.Actor,
                reason = promotion.Reason,
                decided_at = promotion.IntendedAt,
            });
            return;
        }

        terminal.Result.MarkupLineInterpolated(
            $"[green]Live:[/] snapshot {live?.SnapshotDate:yyyy-MM-dd}, run {promotion.RunId}, content {live?.ContentHash[..12]}, since promotion {promotion.Number} ({promotion.Kind.ToString().ToLowerInvariant()} by {promotion.Actor}). It replaced {promotion.ReplacedRunId ?? "nothing"}.");
    }
}
