using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Report;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch report</c>: a page per fitted scheme on which one can decide whether to publish it.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var scheme = new Option<string?>("--scheme") { Description = "Report on this scheme only. Default: every scheme with a fitted model, and a page that lists them." };
        var output = new Option<string?>("--output", "-o") { Description = "The page to write; with several schemes the page that lists them, theirs beside it. Default: report/index.html in the warehouse." };
        var nights = new Option<bool>("--nights") { Description = "Report on nights instead: a page per publication that is kept, and nights.html, which lists them all." };
        var command = new Command("report", "Write pages that show what each fitted model rests on, or with --nights what each night did. Never changes what is published.")
        {
            scheme, nights, output, options.Config, options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            string? asked = parsed.GetValue(scheme);
            bool isOfNights = parsed.GetValue(nights);
            string path = Path.GetFullPath(parsed.GetValue(output)
                ?? Path.Combine(session.Folders.Warehouse, "report", isOfNights ? "nights.html" : asked is null ? "index.html" : $"{Html.Anchor(asked)}.html"));
            if (Directory.Exists(path))
            {
                throw new UsageException($"--output names the folder {path}; it takes a file. No page was written. Try '{Path.Combine(path, "index.html")}'.");
            }

            if (isOfNights)
            {
                PrintNights(terminal, parsed.GetValue(options.Json), path, Nights(session, asked, path, cancellationToken));
                return ExitCodes.Done;
            }

            using PublishedTables tables = PublishedTables.Open(session.Folders);
            Print(terminal, parsed.GetValue(options.Json), path, tables.Report(session.Config.Company, session.Config.Currency, asked, path, cancellationToken));
            return ExitCodes.Done;
        })));
        return command;
    }

    private static IReadOnlyList<(Publication Publication, string Path)> Nights(ProjectSession session, string? scheme, string path, CancellationToken cancellationToken)
    {
        if (scheme is not null)
        {
            throw new UsageException("--nights tells of whole nights, --scheme of one scheme. No page was written. Give one of them.");
        }

        return session.HasLedger
            ? new NightFiles(session.Ledger, session.Folders, session.Config.Company, session.Config.Currency, session.Live?.RunId).Write(path, cancellationToken)
            : throw new RunRefusedException("Nothing is published yet, so there is no night to report on. No page was written. Run 'segbatch nightly' first.");
    }

    private static void PrintNights(Terminal terminal, bool isJson, string path, IReadOnlyList<(Publication Publication, string Path)> pages)
    {
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, new
            {
                open = path,
                nights = pages.Select(page => new { run_id = page.Publication.RunId, snapshot_date = page.Publication.SnapshotDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), page = page.Path }),
            });
            return;
        }

        foreach ((Publication publication, string file) in pages)
        {
            terminal.Output.WriteLine($"{publication.SnapshotDate:yyyy-MM-dd}  {file}");
        }

        terminal.Output.WriteLine($"Open {path} in a browser. It needs no network and no other program.");
    }

    private static void Print(Terminal terminal, bool isJson, string path, IReadOnlyList<(SchemeFacts Facts, string Path)> pages)
    {
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, new
            {
                open = path,
                schemes = pages.Select(page => new { scheme = page.Facts.Name, model_version = page.Facts.ModelVersion, verdict = Verdict.Of(page.Facts).Tone, answer = Verdict.Of(page.Facts).Answer, page = page.Path }),
            });
            return;
        }

        foreach ((SchemeFacts facts, string file) in pages)
        {
            Verdict verdict = Verdict.Of(facts);
            terminal.Output.WriteLine($"{facts.Name}: {verdict.Answer} {verdict.Reason}");
            terminal.Output.WriteLine($"  {file}");
        }

        terminal.Output.WriteLine($"Open {path} in a browser. It needs no network and no other program.");
    }
}
