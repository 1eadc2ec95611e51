using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Docs;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch docs</c>: a site about every table, column, feature, metric, scheme, segment, audit and owner.</summary>
internal static class DocsCommand
{
    private const int RecentRuns = 100;

    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var folder = new Argument<string>("folder") { Description = "The folder of the site. It is made, or written anew if 'segbatch docs' wrote it before." };
        var command = new Command("docs", "Write an offline site about every table, column, feature, metric, scheme, segment, audit and owner. Never changes what is published.")
        {
            folder, options.Config, options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            session.RefuseDefinitionErrors();
            string path = Path.GetFullPath(parsed.GetRequiredValue(folder));
            int pages = DocsSite.Write(Facts(session, cancellationToken), path, cancellationToken);
            string open = Path.Combine(path, "index.html");
            if (parsed.GetValue(options.Json))
            {
                ResultPrinter.PrintJson(terminal, new { open, pages });
            }
            else
            {
                terminal.Output.WriteLine($"{pages:N0} pages. Open {open} in a browser. It needs no network and no other program.");
            }

            return ExitCodes.Done;
        })));
        return command;
    }

    private static DocsFacts Facts(ProjectSession session, CancellationToken cancellationToken) => new()
    {
        Config = session.Config,
        Catalog = session.Catalog,
        Tables = LineageDesk.Read(session.Loaded, session.Catalog, cancellationToken),
        Segments = Segments(session, cancellationToken),
        Verdicts = session.HasLedger
            ? session.Ledger.AuditResults(RecentRuns).GroupBy(audited => audited.Result.Audit).ToDictionary(audit => audit.Key, audit => audit.MaxBy(audited => audited.RunId)!)
            : new Dictionary<string, RunAudit>(),
    };

    /// <summary>Before the first night the segments are those that the configuration names.</summary>
    private static IReadOnlyList<DocumentedSegment> Segments(ProjectSession session, CancellationToken cancellationToken)
    {
        if (!File.Exists(session.Folders.ServingFile))
        {
            return [];
        }

        using DuckDbEngine engine = PublishedTables.OpenEngine(session.Folders, null, threads: 1);
        return engine.Query(
            "select scheme, segment_code, coalesce(segment_label, ''), coalesce(segment_description, '') from publish.dim_segment order by scheme, segment_code",
            "published segments", row => new DocumentedSegment(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)), null, cancellationToken);
    }
}
