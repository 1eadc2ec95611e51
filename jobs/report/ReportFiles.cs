using System.Text;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Report;

/// <summary>Makes the pages and puts each in place whole.</summary>
public static class ReportFiles
{
    private const string IndexName = "index.html";

    /// <summary>Writes a page per scheme and, unless one scheme was asked for, the page of all.</summary>
    /// <param name="tables">The published tables.</param>
    /// <param name="company">The company's name, over the page of all.</param>
    /// <param name="currency">Currency of its amounts.</param>
    /// <param name="scheme">The one scheme to report on; null for all.</param>
    /// <param name="output">The file that is written first: the scheme's page, or the page of all with the others beside it.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <returns>The verdict on each scheme, with its file.</returns>
    /// <exception cref="RunRefusedException">There is no fitted model, or a page would take another's place.</exception>
    public static IReadOnlyList<(SchemeFacts Facts, string Path)> Write(
        ReportTables tables, string company, string currency, string? scheme, string output, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(output)!;
        if (scheme is not null)
        {
            SchemeFacts facts = tables.Read(scheme, currency, cancellationToken);
            // Into the folder of all pages it goes with the way back to them.
            string index = Path.Combine(folder, IndexName);
            Put(output, SchemeReport.Of(facts, index != output && File.Exists(index) ? IndexName : null));
            return [(facts, output)];
        }

        SchemeFacts[] all = [.. tables.FittedSchemes(cancellationToken).Select(name => tables.Read(name, currency, cancellationToken))];
        if (all.Length == 0)
        {
            throw new RunRefusedException("No published scheme has a fitted model, so there is nothing to report on. No page was written. Give a scheme the kind kmeans, hierarchical or mixture, and run 'segbatch nightly'.");
        }

        (SchemeFacts Facts, string Path)[] pages = [.. all.Select(facts => (facts, Path.Combine(folder, $"{Html.Anchor(facts.Name)}.html")))];
        if (pages.Select(page => page.Path).Append(output).GroupBy(path => path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } taken)
        {
            throw new RunRefusedException($"Two pages would both be {taken.Key}. No page was written. Give --output another name, or ask for one --scheme at a time.");
        }

        foreach ((SchemeFacts facts, string path) in pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Put(path, SchemeReport.Of(facts, Path.GetFileName(output)));
        }

        Put(output, IndexPage.Of(company, [.. pages.Select(page => (page.Facts, Path.GetFileName(page.Path)))]));
        return pages;
    }

    internal static void Put(string path, ReportPage page)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(page.Render()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException($"The page {path} could not be written: {error.Message} The published tables are unchanged. Choose another place with --output.", error);
        }
    }
}
