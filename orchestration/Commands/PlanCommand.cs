using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch plan</c>: what the next publish would change, before it does.</summary>
internal static class PlanCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var command = new Command("plan", "Say what the next publish would change: sizes, who moves, how much revenue moves. Publishes nothing.")
        {
            options.Config, options.SnapshotDate, options.Schemes, options.Select, options.DryRun, options.FullRefresh,
            options.Json, options.Quiet, options.Threads,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            if (parsed.GetValue(options.DryRun))
            {
                PlanPrinter.PrintSteps(terminal, session.Catalog, parsed.GetValue(options.Select), options.Snapshot(parsed, clock));
                return ExitCodes.Done;
            }

            NightResult result = session.RunNight(options.Night(parsed, clock, NightGoal.Plan), cancellationToken);
            PlanPrinter.PrintChange(terminal, result, session.Config.Currency, parsed.GetValue(options.Json));
            return ExitCodes.Done;
        })));
        return command;
    }
}
