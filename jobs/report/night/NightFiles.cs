using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Report;

/// <summary>Makes a page per night that is kept, and the page of all nights.</summary>
/// <param name="ledger">What happened.</param>
/// <param name="folders">Where publications lie.</param>
/// <param name="company">The company's name.</param>
/// <param name="currency">Currency of its amounts.</param>
/// <param name="liveRunId">What readers see.</param>
public sealed class NightFiles(ILedger ledger, ProjectFolders folders, string company, string currency, string? liveRunId)
{
    private const int RecentRuns = 1000;

    /// <summary>Writes the pages.</summary>
    /// <param name="output">The page of all nights; the others go beside it.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <returns>The runs that have a page, newest first, with their files.</returns>
    /// <exception cref="RunRefusedException">Nothing is published, or a page cannot be written.</exception>
    public IReadOnlyList<(Publication Publication, string Path)> Write(string output, CancellationToken cancellationToken)
    {
        IReadOnlyList<Publication> publications = ledger.Publications(int.MaxValue);
        if (publications.Count == 0)
        {
            throw new RunRefusedException("Nothing is published yet, so there is no night to report on. No page was written. Run 'segbatch nightly' first.");
        }

        Dictionary<string, RunRow> runs = ledger.Runs(int.MaxValue).ToDictionary(run => run.RunId);
        IReadOnlyList<RunAudit> audits = ledger.AuditResults(RecentRuns);
        using var raw = DuckDbEngine.Open(new DuckDbOptions { Threads = 1 });
        RawStore.CreateViews(raw, ledger, folders, isVerified: false);
        string folder = Path.GetDirectoryName(output)!;
        var pages = new List<(Publication Publication, string Path)>();
        foreach (Publication publication in publications.Where(publication => runs.ContainsKey(publication.RunId) && File.Exists(PublicationFile.Of(folders, publication.RunId).Path)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(publication, runs[publication.RunId], audits, raw, cancellationToken) is { } story)
            {
                string path = Path.Combine(folder, $"night-{publication.RunId}.html");
                ReportFiles.Put(path, NightPage.Of(story, Path.GetFileName(output)));
                pages.Add((publication, path));
            }
        }

        Dictionary<string, string> files = pages.ToDictionary(page => page.Publication.RunId, page => Path.GetFileName(page.Path));
        ReportFiles.Put(output, NightsPage.Of(
            company, [.. publications.Select(publication => (publication, runs.GetValueOrDefault(publication.RunId), files.GetValueOrDefault(publication.RunId)))], liveRunId));
        return pages;
    }

    /// <summary>Null for a publication of an older program that lacks what is told.</summary>
    private NightStory? Read(
        Publication publication, RunRow run, IReadOnlyList<RunAudit> audits, DuckDbEngine raw, CancellationToken cancellationToken)
    {
        try
        {
            using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = PublicationFile.Of(folders, publication.RunId).Path, IsReadOnly = true });
            var reading = new NightReading(engine);
            DateOnly snapshot = publication.SnapshotDate;
            return new NightStory
            {
                Company = company,
                Currency = currency,
                Run = run,
                Publication = publication,
                IsLive = publication.RunId == liveRunId,
                Steps = ledger.StepsOf(run.RunId),
                Audits = [.. audits.Where(audit => string.CompareOrdinal(audit.RunId, run.RunId) <= 0)],
                Before = reading.Before(snapshot, cancellationToken),
                Segments = reading.Segments(cancellationToken),
                Flows = reading.Flows(snapshot, cancellationToken),
                Profiles = reading.Profiles(cancellationToken),
                Bins = reading.Bins(cancellationToken),
                Quarantine = Quarantine(raw, run.RunId, cancellationToken),
                Waterfall = reading.Waterfall(snapshot, cancellationToken),
                UntiedCount = reading.UntiedCount(snapshot, cancellationToken),
            };
        }
        catch (EngineException error) when (error.Failure == EngineFailure.Statement)
        {
            return null;
        }
    }

    /// <summary>What lay in quarantine when the night had loaded its files.</summary>
    private static List<QuarantinedRows> Quarantine(DuckDbEngine raw, string runId, CancellationToken cancellationToken)
    {
        var rows = new List<QuarantinedRows>();
        foreach (string table in SourceContract.Tables.Select(table => table.Name).Order(StringComparer.Ordinal))
        {
            rows.AddRange(raw.Query(
                $"select reason, count(*) from quarantine.{table} where load_id <= :run_id group by reason order by count(*) desc, reason",
                "rows in quarantine", row => new QuarantinedRows(table, row.IsDBNull(0) ? "" : row.GetString(0), row.GetInt64(1)),
                new Dictionary<string, object?> { ["run_id"] = runId }, cancellationToken));
        }

        return rows;
    }
}
