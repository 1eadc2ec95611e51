using System.Text;
using Segmentation.Jobs.Docs.Pages;
using Segmentation.Jobs.Report;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Jobs.Docs;

/// <summary>The documentation as a site of plain files: it opens offline, and from any web server.</summary>
public static class DocsSite
{
    /// <summary>Marks a folder as one that may be written anew.</summary>
    private const string Mark = "segbatch-docs.txt";

    private const string MarkText = "Written by 'segbatch docs', which writes all of this folder anew. Keep nothing else here.\n";

    /// <summary>Writes the site.</summary>
    /// <param name="facts">What is documented.</param>
    /// <param name="folder">The folder; made if it is not there. What an earlier run wrote is replaced.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <returns>Pages written.</returns>
    /// <exception cref="RunRefusedException">The folder holds something else, or cannot be written.</exception>
    public static int Write(DocsFacts facts, string folder, CancellationToken cancellationToken)
    {
        try
        {
            Prepare(folder);
            int count = 0;
            foreach ((string file, ReportPage page) in Pages(facts))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Put(folder, file, Dressed(file, page).Render());
                count++;
            }

            Put(folder, DocsLinks.Library, ReportPage.PlotlySource());
            return count;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException($"The site could not be written to {folder}: {error.Message} The published tables are unchanged. Free disk space or name another folder, and run it again.", error);
        }
    }

    /// <summary>Every page, by the name of its file.</summary>
    internal static IEnumerable<(string File, ReportPage Page)> Pages(DocsFacts facts)
    {
        yield return (DocsLinks.Index, OverviewPage.Of(facts));
        yield return (DocsLinks.Tables, TablesPage.Of(facts));
        yield return (DocsLinks.Features, FeaturesPage.Of(facts));
        yield return (DocsLinks.Metrics, MetricsPage.Of(facts));
        yield return (DocsLinks.Schemes, SchemesPage.Of(facts));
        yield return (DocsLinks.Sources, SourcesPage.Of(facts));
        yield return (DocsLinks.Audits, AuditsPage.Of(facts));
        yield return (DocsLinks.Owners, OwnersPage.Of(facts));
        foreach (string scheme in facts.Config.Schemes.Keys)
        {
            yield return (DocsLinks.SchemeFile(scheme), SchemePage.Of(facts, scheme));
        }

        ColumnWalk back = facts.Tables.Graph.Back();
        foreach (LineageTable table in facts.Tables.Graph.Tables.Where(DocsLinks.HasPage))
        {
            yield return (DocsLinks.FileOf(table.Name), TablePage.Of(facts, table, back));
        }
    }

    private static ReportPage Dressed(string file, ReportPage page) => page with
    {
        Masthead = DocsLinks.Masthead(file),
        Assets = ["docs.css", "docs.js"],
        SharedLibrary = DocsLinks.Library,
        Footer = "Made by Segmentation.Batch from headers, configuration and contract. It holds no customer.",
    };

    private static void Prepare(string folder)
    {
        if (File.Exists(folder))
        {
            throw new RunRefusedException($"{folder} is a file; the site needs a folder. Nothing was written. Name another.");
        }

        string mark = Path.Combine(folder, Mark);
        if (Directory.Exists(folder) && !File.Exists(mark) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new RunRefusedException($"{folder} holds something that 'segbatch docs' did not write. Nothing was written, nothing was deleted. Name an empty folder, or one that is not there.");
        }

        Directory.CreateDirectory(folder);
        Put(folder, Mark, MarkText);
        // Pages of tables that are no longer there would tell what is not so.
        foreach (string page in Directory.EnumerateFiles(folder, "*.html"))
        {
            File.Delete(page);
        }
    }

    private static void Put(string folder, string file, string text) =>
        AtomicFile.Write(Path.Combine(folder, file), Encoding.UTF8.GetBytes(text));
}
