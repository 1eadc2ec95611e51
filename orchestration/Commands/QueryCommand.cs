using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;

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
        var command = new Command("query", "Read the published tables with SQL. Never changes anything.") { sql, format, options.Config, options.Json };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            using PublishedTables tables = PublishedTables.Open(session.Folders);
            QueryResult result = tables.Query(parsed.GetRequiredValue(sql), cancellationToken);
            ResultPrinter.Print(terminal, result, parsed.GetValue(options.Json) ? "json" : parsed.GetRequiredValue(format));
            return ExitCodes.Done;
        })));
        return command;
    }
}
