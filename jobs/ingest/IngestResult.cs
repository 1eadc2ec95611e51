using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Ingest;

/// <summary>What one ingest did.</summary>
/// <param name="LoadId">The recorded load, or null when there was nothing new to record.</param>
/// <param name="Sources">Per source, in the order of their names: what became of its files.</param>
/// <param name="Totals">Control totals of the load, per file, table, fate and currency.</param>
/// <param name="Notes">What a reader should know, as told to the run's log.</param>
public sealed record IngestResult(
    string? LoadId, IReadOnlyList<SourceOutcome> Sources, IReadOnlyList<LoadTotal> Totals, IReadOnlyList<string> Notes)
{
    /// <summary>Nothing was looked at: the run read its files before it was killed.</summary>
    public static IngestResult DoneBefore { get; } = new(null, [], [], []);

    /// <summary>Quarantined rows of this load by reason, most first.</summary>
    public IReadOnlyList<QuarantineCount> Quarantine { get; init; } = [];

    /// <summary>Rows written to raw.</summary>
    public long RowsAccepted => Rows(LoadFate.Accepted);

    /// <summary>What a person should read: one line per source that brought something, one per reason for quarantine.</summary>
    public IReadOnlyList<string> Lines =>
    [
        .. Sources.Where(source => source.ReadCount + source.RenamedCount + source.RefusedCount > 0)
            .Select(source => $"source {source.Source}: {source.NewCount:N0} new files, {source.ChangedCount:N0} changed, {source.KnownCount:N0} known, {source.RenamedCount:N0} known under another name, {source.RefusedCount:N0} refused"),
        .. Quarantine.Select(count => $"quarantine.{count.Table}: {count.RowCount:N0} rows, {count.Reason}"),
    ];

    /// <summary>Rows of one fate, over all files and tables.</summary>
    public long Rows(LoadFate fate) => Totals.Where(total => total.Fate == fate).Sum(total => total.RowCount);

    /// <summary>Rows of one fate in one table.</summary>
    public long Rows(LoadFate fate, string table) =>
        Totals.Where(total => total.Fate == fate && total.Table == table).Sum(total => total.RowCount);

    /// <summary>The result in one line.</summary>
    public string Summary => LoadId is null
        ? $"no new files; {Sources.Sum(source => source.KnownCount + source.RenamedCount):N0} are loaded already"
        : $"{Sources.Sum(source => source.ReadCount):N0} files, {Rows(LoadFate.Read):N0} rows read: "
            + $"{Rows(LoadFate.Accepted):N0} accepted, {Rows(LoadFate.Quarantined):N0} quarantined, "
            + $"{Rows(LoadFate.Excluded):N0} excluded, {Rows(LoadFate.Collapsed):N0} collapsed";

    /// <summary>The result as a machine-readable document.</summary>
    public object Document() => new
    {
        load_id = LoadId,
        sources = Sources.Select(source => new
        {
            source = source.Source,
            new_files = source.NewCount,
            changed_files = source.ChangedCount,
            known_files = source.KnownCount,
            renamed_files = source.RenamedCount,
            refused_files = source.RefusedCount,
        }),
        rows = Totals.GroupBy(total => (total.Table, total.Fate)).Select(group => new
        {
            table = group.Key.Table,
            fate = group.Key.Fate.ToString().ToLowerInvariant(),
            rows = group.Sum(total => total.RowCount),
        }),
        quarantine = Quarantine.Select(count => new { table = count.Table, reason = count.Reason, rows = count.RowCount }),
        notes = Notes,
    };
}

/// <summary>Rows that went to quarantine for one reason.</summary>
public sealed record QuarantineCount(string Table, string Reason, long RowCount);

/// <summary>What became of the files of one source.</summary>
/// <param name="Source">Source system.</param>
/// <param name="NewCount">Files read for the first time.</param>
/// <param name="ChangedCount">Files read again because their content changed; what they held before is superseded.</param>
/// <param name="KnownCount">Files skipped: their content was read before.</param>
/// <param name="RenamedCount">Files skipped: their content was read before under another name.</param>
/// <param name="RefusedCount">Files that could not be read as a whole; not recorded, so a corrected delivery is picked up.</param>
public sealed record SourceOutcome(
    string Source, int NewCount, int ChangedCount, int KnownCount, int RenamedCount, int RefusedCount)
{
    /// <summary>Files read.</summary>
    public int ReadCount => NewCount + ChangedCount;
}

/// <summary>How much ingest works on at a time; smaller takes less memory and more time.</summary>
/// <param name="BatchBytes">Text that is landed before it is mapped.</param>
/// <param name="FlushRows">Rows of a table after which a part is written, at the end of the file at hand.</param>
public sealed record IngestLimits(long BatchBytes = 64 << 20, long FlushRows = 4_000_000);

/// <summary>A whole file cannot be read: it is damaged, or is not what the mapping expects.</summary>
/// <param name="reason">Why, without personal values.</param>
/// <param name="cause">What was thrown.</param>
internal sealed class FileRefusedException(string reason, Exception? cause = null) : Exception(reason, cause);
