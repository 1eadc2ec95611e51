using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch nightly</c>: the whole night.</summary>
internal static class NightlyCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var command = new Command("nightly", "Load new files, build, score, audit, and publish in one atomic step.")
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

            NightOptions night = options.Night(parsed, clock, NightGoal.Publish);
            NightResult result = session.RunNight(night, cancellationToken);
            NightPrinter.Print(terminal, session, night, result, parsed.GetValue(options.Json));
            return ExitCodes.Done;
        })));
        return command;
    }
}
