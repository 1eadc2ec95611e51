using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>Loads the files that were never read: rows that keep the contract go to raw, the others to quarantine.</summary>
/// <remarks>Reads source files. Writes raw.TABLE and quarantine.TABLE as Parquet, and records the load in the ledger last: a run
/// that dies before has loaded nothing.</remarks>
public static class IngestJob
{
    private const int NamesShown = 3;

    /// <summary>Loads what is new.</summary>
    /// <exception cref="RunRefusedException">Files are missing or unreadable, a mapping does not work, too many rows are bad, or
    /// nothing can be written. Nothing was recorded.</exception>
    public static IngestResult Run(RunContext run, ILoadLedger ledger, CancellationToken cancellationToken)
    {
        try
        {
            return Load(run, ledger, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException(
                $"Loading stopped: {error.Message} Nothing of this load was recorded; earlier loads and the published tables are unchanged. Free disk space or grant access, then run again.", error);
        }
    }

    private static IngestResult Load(RunContext run, ILoadLedger ledger, CancellationToken cancellationToken)
    {
        IReadOnlyList<IngestedFile> known = ledger.Files();
        RawStore.RemoveOrphans(run.Folders, ledger.Parts());
        IReadOnlyList<Delivery> deliveries = Decide(run, known, cancellationToken);
        if (!deliveries.Any(delivery => delivery.IsRead))
        {
            return new IngestResult(null, Outcomes(run, deliveries, []), [], []);
        }

        string scratch = Path.Combine(run.Folders.Scratch, $"{run.RunId}-ingest");
        Directory.CreateDirectory(scratch);
        try
        {
            using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions
            {
                Path = Path.Combine(scratch, "ingest.duckdb"),
                Threads = run.Config.Engine.Threads,
                MemoryLimit = run.Config.Engine.MemoryLimit,
                SpillFolder = Path.Combine(scratch, "spill"),
            });
            var load = new IngestLoad(run, ledger, engine, deliveries);
            IReadOnlyList<(Delivery Delivery, string Reason)> refused = load.ReadFiles(cancellationToken);
            RefuseFiles(run, refused);
            return load.Write(Outcomes(run, deliveries, [.. refused.Select(refusal => refusal.Delivery)]), cancellationToken);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static List<Delivery> Decide(RunContext run, IReadOnlyList<IngestedFile> known, CancellationToken cancellationToken)
    {
        var desk = new DeliveryDesk(known);
        var deliveries = new List<Delivery>();
        foreach ((string source, SourceConfig config) in run.Config.Sources.OrderBy(source => source.Key, StringComparer.Ordinal))
        {
            SourceListing listing = SourceFiles.List(run.Folders, config);
            if (listing.Missing.Count > 0 && !config.Optional)
            {
                throw new RunRefusedException(
                    $"Source {source} brings no file for {string.Join(", ", listing.Missing)} (looked below {run.Folders.Project}). Nothing was loaded; the published tables are unchanged. Deliver the files, correct sources.{source}.files, or set optional: true.");
            }

            if (listing.Missing.Count > 0)
            {
                run.Log.Note($"source {source} is optional and brings no file for {string.Join(", ", listing.Missing)}");
            }

            deliveries.AddRange(desk.Decide(source, listing.Files, cancellationToken));
        }

        foreach (Delivery delivery in deliveries)
        {
            if (delivery.Kind == DeliveryKind.Renamed)
            {
                run.Log.Note($"{delivery.File.Path} has the content of {delivery.LoadedAs}, which is loaded; it was skipped");
            }
            else if (delivery.Kind == DeliveryKind.Changed)
            {
                run.Log.Note($"{delivery.File.Path} has changed since it was loaded; its new rows take the place of the old");
            }
        }

        return deliveries;
    }

    private static void RefuseFiles(RunContext run, IReadOnlyList<(Delivery Delivery, string Reason)> refused)
    {
        foreach ((Delivery delivery, string reason) in refused.Where(refusal => run.Config.Sources[refusal.Delivery.Source].Optional))
        {
            run.Log.Note($"{delivery.File.Path} was left out: {reason}. Source {delivery.Source} is optional; the file is read when it comes anew");
        }

        (Delivery Delivery, string Reason)[] needed = [.. refused.Where(refusal => !run.Config.Sources[refusal.Delivery.Source].Optional)];
        if (needed.Length > 0)
        {
            IEnumerable<string> lines = needed.GroupBy(refusal => (refusal.Delivery.Source, refusal.Reason)).Select(group =>
                $"  {Names([.. group.Select(refusal => refusal.Delivery.File.Path)])} (source {group.Key.Source}): {group.Key.Reason}.");
            throw new RunRefusedException(
                $"""
                {needed.Length:N0} {(needed.Length == 1 ? "file" : "files")} cannot be read:
                {string.Join('\n', lines)}
                Nothing of this load was recorded; earlier loads and the published tables are unchanged. Deliver them anew, adapt the mapping, or set optional: true on the source to go on without them.
                """);
        }
    }

    /// <summary>A few names, and how many more there are.</summary>
    private static string Names(IReadOnlyList<string> paths) =>
        paths.Count <= NamesShown ? string.Join(", ", paths) : $"{string.Join(", ", paths.Take(NamesShown))} and {paths.Count - NamesShown:N0} more";

    private static IReadOnlyList<SourceOutcome> Outcomes(RunContext run, IReadOnlyList<Delivery> deliveries, IReadOnlyList<Delivery> refused) =>
        [.. run.Config.Sources.Keys.Order(StringComparer.Ordinal).Select(source =>
        {
            int Count(DeliveryKind kind) =>
                deliveries.Count(delivery => delivery.Source == source && delivery.Kind == kind && !refused.Contains(delivery));
            return new SourceOutcome(
                source, Count(DeliveryKind.New), Count(DeliveryKind.Changed), Count(DeliveryKind.Known), Count(DeliveryKind.Renamed),
                refused.Count(delivery => delivery.Source == source));
        })];
}
