using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch query</c>: read the published tables with SQL.</summary>
internal static class QueryCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var sql = new Argument<string>("sql") { Description = "A query over the published tables, such as \"select * from bi_segment_overview_v1\"." };
        var format = new Option<string>("--format") { Description = "table, csv, json or parquet (which needs --output).", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "csv", "json", "parquet");
        var output = new Option<string?>("--output", "-o") { Description = "Write the result to this file, whole or not at all. Default: standard output." };
        var asOf = new Option<string?>("--as-of")
        {
            Description = "Read what was live then, if it is kept: a run, a day (its end, in UTC) or an instant. Default: what is live now.",
        };
        var command = new Command("query", "Read the published tables with SQL. Never changes anything.") { sql, format, output, asOf, options.Config, options.Json };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            using PublishedTables tables = PublishedTables.Open(
                session.Folders, parsed.GetValue(asOf) is { } then ? LiveThen.RunAt(session, "--as-of", then) : null);
            string shape = parsed.GetValue(options.Json) ? "json" : parsed.GetRequiredValue(format);
            if (parsed.GetValue(output) is { } file)
            {
                string path = Path.GetFullPath(file);
                long rows = QueryFile.Write(tables, parsed.GetRequiredValue(sql), shape, path, cancellationToken);
                terminal.Messages.WriteLine($"{rows:N0} rows in {path}");
                return ExitCodes.Done;
            }

            if (shape == "parquet")
            {
                throw new UsageException("Parquet is not for a terminal. Nothing was read. Name the file with --output.");
            }

            ResultPrinter.Print(terminal, tables.Query(parsed.GetRequiredValue(sql), cancellationToken), shape);
            return ExitCodes.Done;
        })));
        return command;
    }
}
