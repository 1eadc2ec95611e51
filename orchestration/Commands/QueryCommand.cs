using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch query</c>: read the published tables with SQL.</summary>
internal static class QueryCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var sql = new Argument<string>("sql") { Description = "A query over the published tables, such as \"select * from bi_segment_overview_v1\"." };
        var format = new Option<string>("--format") { Description = "table, csv or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "csv", "json");
        var asOf = new Option<string?>("--as-of")
        {
            Description = "Read what was live then, if it is kept: a run, a day (its end, in UTC) or an instant. Default: what is live now.",
        };
        var command = new Command("query", "Read the published tables with SQL. Never changes anything.") { sql, format, asOf, options.Config, options.Json };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            using PublishedTables tables = PublishedTables.Open(
                session.Folders, parsed.GetValue(asOf) is { } then ? RunThen(session, then) : null);
            QueryResult result = tables.Query(parsed.GetRequiredValue(sql), cancellationToken);
            ResultPrinter.Print(terminal, result, parsed.GetValue(options.Json) ? "json" : parsed.GetRequiredValue(format));
            return ExitCodes.Done;
        })));
        return command;
    }

    /// <summary>The run that was live then; a run is itself.</summary>
    private static string RunThen(ProjectSession session, string then)
    {
        if (!session.HasLedger || session.Ledger.Publications(int.MaxValue).Any(publication => publication.RunId == then))
        {
            return then;
        }

        DateTimeOffset instant = LiveThen.Instant("--as-of", then);
        return LiveThen.At(session.Ledger, instant) is [LiveThen first, ..]
            ? first.Promotion.RunId
            : throw new RunRefusedException($"Nothing was published yet on {instant.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Nothing was read.");
    }
}
