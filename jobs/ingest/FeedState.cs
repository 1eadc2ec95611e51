using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest.Postgresql;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Ingest;

/// <summary>What one source has brought, loaded or not.</summary>
/// <param name="NewestFileAt">When its newest file was written; null without a file.</param>
/// <param name="HasNews">Whether files came, or changed, that no load has read; always so for a database.</param>
/// <param name="LastLoadId">The newest load that read a file of it.</param>
/// <param name="LastDate">The latest day of the rows that were loaded, where they have days.</param>
public sealed record FeedState(DateTimeOffset? NewestFileAt, bool HasNews, string? LastLoadId, DateOnly? LastDate)
{
    /// <summary>Looks at a source's files and at what the ledger knows of them. Nothing is loaded.</summary>
    /// <exception cref="RunRefusedException">Files are missing or cannot be opened.</exception>
    public static FeedState Of(RunContext run, string source, ILoadLedger ledger, CancellationToken cancellationToken)
    {
        SourceConfig config = run.Config.Sources[source];
        SourceListing listing = SourceFiles.List(run.Folders, config);
        HashSet<string> paths = [.. listing.Files.Select(file => file.Path)];
        IngestedFile[] loaded = [.. ledger.Files().Where(file => file.IsLive && paths.Contains(file.Path))];
        if (config.Postgres is not null)
        {
            // What is new in a database is known once it was read.
            var store = new ExtractStore(run.Folders, source);
            IngestedFile[] extracts = [.. ledger.Files().Where(file => file.IsLive && store.IsMine(file))];
            return new FeedState(null, HasNews: true, extracts.Select(file => file.LoadId).Max(StringComparer.Ordinal), extracts.Select(file => file.LastDate).Max());
        }

        RunContext alone = run with
        {
            Config = run.Config with { Sources = new Dictionary<string, SourceConfig> { [source] = config } },
        };
        return new FeedState(
            listing.Files.Select(file => (DateTimeOffset?)new DateTimeOffset(File.GetLastWriteTimeUtc(file.FullPath), TimeSpan.Zero)).Max(),
            IngestJob.HasNews(alone, ledger, cancellationToken),
            loaded.Select(file => file.LoadId).Max(StringComparer.Ordinal),
            loaded.Select(file => file.LastDate).Max());
    }
}
