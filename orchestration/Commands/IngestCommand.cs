using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch ingest</c>: load new files.</summary>
internal static class IngestCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var command = new Command("ingest", "Load new files into raw tables; rows that break the contract go to quarantine.")
        {
            options.Config, options.FullRefresh, options.Json, options.Quiet,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            NightOptions night = options.Night(parsed, clock, NightGoal.Ingest);
            NightResult result = session.RunNight(night, cancellationToken);
            NightPrinter.Print(terminal, session, night, result, parsed.GetValue(options.Json));
            return ExitCodes.Done;
        })));
        return command;
    }
}
