using System.CommandLine;
using Segmentation.Batch.Shell;

namespace Segmentation.Batch.Commands;

/// <summary>The program's commands.</summary>
public static class CommandTree
{
    /// <summary>How long a cancelled command may take to put things back before the process ends.</summary>
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(30);

    /// <summary>Parses and runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(string[] args, Terminal terminal, TimeProvider clock)
    {
        var root = new RootCommand("Market segmentation that runs where the data is: nightly, audited, tied to the books.")
        {
            DemoCommand.Create(terminal, clock),
            InitCommand.Create(terminal, clock),
            DoctorCommand.Create(terminal, clock),
            IngestCommand.Create(terminal, clock),
            PlanCommand.Create(terminal, clock),
            NightlyCommand.Create(terminal, clock),
            FitCommand.Create(terminal, clock),
            NightlyCommand.CreateScore(terminal, clock),
            RunCommand.Create(terminal, clock),
            BackfillCommand.Create(terminal, clock),
            PublishCommand.CreatePublish(terminal, clock),
            PublishCommand.CreateRollback(terminal, clock),
            ScheduleCommand.Create(terminal, clock),
            RepeatCommand.Create(terminal, clock),
            StatusCommand.Create(terminal, clock),
            AuditLogCommand.Create(terminal, clock),
            IncidentsCommand.Create(terminal, clock),
            ExportCommand.Create(terminal, clock),
            QueryCommand.Create(terminal, clock),
            ExplainCommand.Create(terminal, clock),
            LineageCommand.Create(terminal, clock),
            DocsCommand.Create(terminal, clock),
            ReportCommand.Create(terminal, clock),
            ReconcileCommand.Create(terminal, clock),
            WarehouseCommand.Create(terminal, clock),
            SchemaCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        ParseResult parsed = root.Parse(args);
        // The schedule lets its night finish, however long its own grace is.
        TimeSpan? grace = parsed.CommandResult.Command.Name == "schedule" ? null : CancellationGrace;
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = grace });
    }
}
