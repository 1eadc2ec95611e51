using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest.Postgresql;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Ingest;

/// <summary>What lies in the inbox of one source, and what is done with it.</summary>
internal sealed record SourceInbox(string Source, SourceConfig Config, IReadOnlyList<Delivery> Deliveries)
{
    /// <summary>Live files that the source has no more: parts of a database's table that are empty now, or cut differently.</summary>
    public IReadOnlyList<IngestedFile> Gone { get; init; } = [];

    /// <summary>How far a database was read; null for files.</summary>
    public SourceWatermark? Watermark { get; init; }
}

/// <summary>Looks through the inboxes of all sources before anything is read.</summary>
internal static class Inbox
{
    /// <summary>Lists and decides, source by source in ordinal order of their names.</summary>
    /// <param name="run">The run.</param>
    /// <param name="ledger">What was loaded before.</param>
    /// <param name="databases">Reads sources that are databases; null leaves them out.</param>
    /// <param name="notes">Receives what is worth telling.</param>
    /// <param name="cancellationToken">Interrupts.</param>
    /// <exception cref="RunRefusedException">A source that is not optional brings no files, or not all that it names.</exception>
    public static IReadOnlyList<SourceInbox> Open(
        RunContext run, ILoadLedger ledger, DatabaseExtraction? databases, List<string> notes, CancellationToken cancellationToken)
    {
        var desk = new DeliveryDesk(ledger.Files());
        var inboxes = new List<SourceInbox>();
        var missing = new List<string>();
        foreach ((string source, SourceConfig config) in run.Config.Sources.OrderBy(source => source.Key, StringComparer.Ordinal))
        {
            if (config.Postgres is { } database)
            {
                if (databases is not null)
                {
                    inboxes.Add(OpenDatabase(run, ledger, databases, source, config, database, notes, cancellationToken));
                }

                continue;
            }

            SourceListing listing = SourceFiles.List(run.Folders, config);
            foreach (string entry in listing.Missing)
            {
                // A pattern that matches nothing is no loss as long as the source brings something.
                bool isNamed = entry.IndexOfAny(['*', '?']) < 0;
                if (!config.Optional && (isNamed || listing.Files.Count == 0))
                {
                    missing.Add($"{source} brings no file for {entry}");
                }
                else
                {
                    notes.Add($"Source {source} brings no file for {entry}. It {(config.Optional ? "is optional" : "brings others")}; the run goes on.");
                }
            }

            inboxes.Add(new SourceInbox(source, config, desk.Decide(source, listing.Files, cancellationToken)));
        }

        if (missing.Count > 0)
        {
            throw new RunRefusedException(
                $"Source files are missing: {string.Join("; ", missing)}. Nothing was loaded. "
                + "Deliver them, correct files in the configuration, or set optional: true on the source, and run again.");
        }

        notes.AddRange(inboxes.Where(inbox => inbox.Config.Postgres is null).SelectMany(inbox => inbox.Deliveries).Select(Describe).OfType<string>());
        return inboxes;
    }

    private static SourceInbox OpenDatabase(
        RunContext run,
        ILoadLedger ledger,
        DatabaseExtraction databases,
        string source,
        SourceConfig config,
        PostgresSourceConfig database,
        List<string> notes,
        CancellationToken cancellationToken)
    {
        DatabaseExtract extract;
        try
        {
            extract = databases.Extract(source, database, notes, cancellationToken);
        }
        catch (RunRefusedException error) when (config.Optional)
        {
            notes.Add($"{error.Message} The source is optional; the run goes on with what was loaded before.");
            return new SourceInbox(source, config, []);
        }

        var store = new ExtractStore(run.Folders, source);
        HashSet<string> there = [.. extract.Files.Select(file => file.Path)];
        IReadOnlyList<IngestedFile> known = ledger.Files();
        IngestedFile[] gone = [.. known.Where(file => file.IsLive && store.IsMine(file) && !there.Contains(file.Path))];
        // What is gone must not count as loaded: the same rows may come under the name of another part.
        IReadOnlyList<Delivery> deliveries = new DeliveryDesk([.. known.Except(gone)]).Decide(source, extract.Files, cancellationToken);
        return new SourceInbox(source, config, deliveries) { Gone = gone, Watermark = extract.Watermark };
    }

    private static string? Describe(Delivery delivery) => delivery switch
    {
        { Kind: DeliveryKind.Renamed, Supersedes: null } =>
            $"{delivery.File.Path} has the same content as {delivery.LoadedAs}, which is loaded. It was skipped.",
        { Kind: DeliveryKind.Renamed } =>
            $"{delivery.File.Path} now has the same content as {delivery.LoadedAs}. It was skipped, and its own earlier content was withdrawn.",
        { Kind: DeliveryKind.Changed } =>
            $"{delivery.File.Path} has changed since load {delivery.Supersedes!.LoadId}. Its new content is read and its earlier rows no longer count.",
        _ => null,
    };
}
