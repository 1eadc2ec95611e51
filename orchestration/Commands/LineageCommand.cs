using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch lineage</c>: where a table or a column comes from, or what depends on it.</summary>
internal static class LineageCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var subject = new Argument<string?>("table|column")
        {
            Description = "A table or a column: customer_features, customer_features.recency_days, raw.order_lines.line_amount, or 'source shop.InvoiceNo'. Default: all published tables.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var run = new Option<string?>("--run") { Description = "The lineage of this run. Default: of the configuration and transforms as they are now." };
        var asOf = new Option<string?>("--as-of") { Description = "The lineage of the run that was live then: a day (its end, in UTC) or an instant." };
        var downstream = new Option<bool>("--downstream") { Description = "What depends on it, instead of where it comes from." };
        var format = new Option<string>("--format") { Description = "text, mermaid, json or openlineage (the event of a published run; default: of the live one).", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "mermaid", "json", "openlineage");
        var command = new Command("lineage", "Where a table or column comes from, from source column to published column, or what depends on it. Changes nothing.")
        {
            subject, run, asOf, downstream, format, options.Config, options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            string shape = parsed.GetValue(options.Json) ? "json" : parsed.GetRequiredValue(format);
            string? runId = RunOf(session, parsed.GetValue(run), parsed.GetValue(asOf));
            var desk = new LineageDesk(session);
            if (shape == "openlineage")
            {
                runId ??= session.Live?.RunId
                    ?? throw new RunRefusedException("Nothing is published yet, and an OpenLineage event is about a run. Nothing was read. Run 'segbatch nightly' first, or take another --format.");
                terminal.Output.WriteLine(desk.Event(desk.OfRun(runId, cancellationToken), clock).ToJsonString());
                return ExitCodes.Done;
            }

            RunLineage lineage = runId is null ? desk.OfNow(cancellationToken) : desk.OfRun(runId, cancellationToken);
            LineageSubject asked = LineageSubject.Find(lineage.Graph, parsed.GetValue(subject), parsed.GetValue(downstream));
            switch (shape)
            {
                case "mermaid":
                    terminal.Output.WriteLine(LineageMermaid.Of(lineage.Graph, asked));
                    break;
                case "json":
                    ResultPrinter.PrintJson(terminal, LineageDocument.Of(lineage, asked));
                    break;
                default:
                    LineagePrinter.Print(terminal, lineage, asked);
                    break;
            }

            return ExitCodes.Done;
        })));
        return command;
    }

    private static string? RunOf(ProjectSession session, string? run, string? asOf)
    {
        if (run is not null && asOf is not null)
        {
            throw new UsageException("--run and --as-of both name a run. Nothing was read. Give one of them.");
        }

        return asOf is null ? run : LiveThen.RunAt(session, "--as-of", asOf);
    }
}
