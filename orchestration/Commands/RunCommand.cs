using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch run --select</c>: one part of a night, with all it needs, built and audited. Publishes nothing.</summary>
internal static class RunCommand
{
    /// <summary>Before a scheme's name, in a selection.</summary>
    private const string SchemeWord = "scheme:";

    /// <summary>The table in which a scheme's tags can be looked at and audited.</summary>
    private const string TagsTable = "publish.customer_segments";

    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var select = new Option<string>("--select")
        {
            Description = "What to build: a step's or table's name, +name with what it needs, name+ with what needs it, tag:word, scheme:name; several set apart by commas.",
            Required = true,
        };
        var command = new Command("run", "Build one part of a night with what it needs, and audit it. Publishes nothing.")
        {
            select, options.Config, options.SnapshotDate, options.DryRun, options.FullRefresh, options.Json, options.Quiet, options.Threads,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            (string selection, string[] schemes) = Read(parsed.GetRequiredValue(select));
            if (parsed.GetValue(options.DryRun))
            {
                PlanPrinter.PrintSteps(terminal, session.Catalog, selection, options.Snapshot(parsed, clock));
                return ExitCodes.Done;
            }

            NightResult result = session.RunNight(
                options.Night(parsed, clock, NightGoal.Plan) with { Selection = selection, Schemes = schemes }, cancellationToken);
            Print(terminal, selection, result, parsed.GetValue(options.Json));
            return ExitCodes.Done;
        })));
        return command;
    }

    /// <summary>A scheme is built by scoring it alone.</summary>
    private static (string Selection, string[] Schemes) Read(string asked)
    {
        string[] words = asked.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        string[] schemes = [.. words.Where(word => word.StartsWith(SchemeWord, StringComparison.Ordinal)).Select(word => word[SchemeWord.Length..])];
        string[] steps = [.. words.Where(word => !word.StartsWith(SchemeWord, StringComparison.Ordinal)), .. schemes.Length > 0 ? [TagsTable] : Array.Empty<string>()];
        return steps.Length == 0
            ? throw new UsageException("--select is empty. Nothing was run. Name a step, a table, a tag or a scheme; 'segbatch plan --dry-run' lists all steps.")
            : (string.Join(',', steps), schemes);
    }

    private static void Print(Terminal terminal, string selection, NightResult result, bool isJson)
    {
        AuditResult[] failed = [.. result.Audits.Where(audit => !audit.HasPassed)];
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, new
            {
                run_id = result.RunId,
                selection,
                audits = result.Audits.Select(audit => new { audit = audit.Audit, table = audit.Table, status = audit.Status, measured_value = audit.MeasuredValue }),
                published = false,
            });
            return;
        }

        terminal.Result.MarkupLineInterpolated($"Built [bold]{selection}[/] with what it needs; {result.Audits.Count - failed.Length} of {result.Audits.Count} audits passed. Nothing was published.");
        foreach (AuditResult audit in failed)
        {
            terminal.Result.MarkupLineInterpolated($"  [yellow]{audit.Status}[/] {audit.Audit} on {audit.Table}: {audit.MeasuredValue} where {audit.Threshold} is accepted");
        }
    }
}
