namespace Segmentation.Jobs.Run;

/// <summary>One source file as the ledger knows it.</summary>
/// <param name="Source">Source system it belongs to.</param>
/// <param name="Path">Path relative to the project folder, with '/' separators: its name in source_file.</param>
/// <param name="ContentHash">SHA-256 of its bytes, lowercase hex. A file is known by this.</param>
/// <param name="SizeBytes">Size.</param>
/// <param name="LoadId">The load that read it.</param>
/// <param name="IsLive">False once a changed file came under the same name: its rows are no longer read.</param>
/// <param name="FirstDate">Earliest date of its rows, if they have dates.</param>
/// <param name="LastDate">Latest date of its rows.</param>
public sealed record IngestedFile(
    string Source, string Path, string ContentHash, long SizeBytes, string LoadId, bool IsLive, DateOnly? FirstDate, DateOnly? LastDate);

/// <summary>One Parquet file of raw or quarantined rows.</summary>
/// <param name="Table">Contract table.</param>
/// <param name="IsQuarantine">Rows that broke the contract, instead of raw rows.</param>
/// <param name="LoadId">The load that wrote it.</param>
/// <param name="Path">Path relative to the warehouse folder, with '/' separators.</param>
/// <param name="RowCount">Rows in it.</param>
/// <param name="SizeBytes">Size.</param>
/// <param name="Sha256">SHA-256 of its bytes, lowercase hex.</param>
public sealed record RawPart(
    string Table, bool IsQuarantine, string LoadId, string Path, long RowCount, long SizeBytes, string Sha256);

/// <summary>Where the rows of a source file went, per contract table and currency.</summary>
public enum LoadFate
{
    /// <summary>Every row that the mapping saw (after unpivot).</summary>
    Read,

    /// <summary>Written to raw.</summary>
    Accepted,

    /// <summary>Written to quarantine.</summary>
    Quarantined,

    /// <summary>Not part of the table, says the mapping's where.</summary>
    Excluded,

    /// <summary>Equal to another row, where the mapping asks for distinct rows.</summary>
    Collapsed,
}

/// <summary>A control total of one load: Read = Accepted + Quarantined + Excluded + Collapsed, in rows and in amount.</summary>
/// <param name="LoadId">The load.</param>
/// <param name="Source">Source system.</param>
/// <param name="SourceFile">File, as in <see cref="IngestedFile.Path"/>.</param>
/// <param name="Table">Contract table.</param>
/// <param name="Fate">Which rows are counted.</param>
/// <param name="Currency">Currency; empty for tables without amounts and for rows whose currency cannot be read.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="Amount">Sum of the table's amount column, where it could be read.</param>
public sealed record LoadTotal(
    string LoadId, string Source, string SourceFile, string Table, LoadFate Fate, string Currency, long RowCount, decimal Amount);

/// <summary>One execution of ingest: what it read and what it wrote. Recorded whole or not at all.</summary>
/// <param name="LoadId">The load's id: the run's id.</param>
/// <param name="LoadedAt">When (UTC).</param>
/// <param name="Files">Files read.</param>
/// <param name="Superseded">Files that came before under the same names and are no longer live.</param>
/// <param name="Parts">Parquet files written.</param>
/// <param name="Totals">Control totals.</param>
public sealed record Load(
    string LoadId,
    DateTimeOffset LoadedAt,
    IReadOnlyList<IngestedFile> Files,
    IReadOnlyList<IngestedFile> Superseded,
    IReadOnlyList<RawPart> Parts,
    IReadOnlyList<LoadTotal> Totals)
{
    /// <summary>How far databases were read. They hold together with the rows or not at all.</summary>
    public IReadOnlyList<SourceWatermark> Watermarks { get; init; } = [];
}

/// <summary>How far the database of a source was read.</summary>
/// <param name="Source">The source.</param>
/// <param name="LoadId">The run that read this far.</param>
/// <param name="Mark">Highest value of the watermark, or the oldest transaction that was still open; null without a watermark.</param>
/// <param name="Basis">Hash of what the mark means: server, table, key, watermark and columns. Another one asks for a full read.</param>
/// <param name="RowCount">Rows read from the database by that run.</param>
/// <param name="ReadAt">When (UTC).</param>
/// <param name="FullReadAt">When the whole table was last read (UTC).</param>
public sealed record SourceWatermark(
    string Source, string LoadId, string? Mark, string Basis, long RowCount, DateTimeOffset ReadAt, DateTimeOffset FullReadAt);

/// <summary>The ledger's memory of what was loaded.</summary>
public interface ILoadLedger
{
    /// <summary>Every file ever read that is not forgotten, live or superseded.</summary>
    IReadOnlyList<IngestedFile> Files();

    /// <summary>Every part that raw and quarantine consist of.</summary>
    IReadOnlyList<RawPart> Parts();

    /// <summary>Control totals of live files.</summary>
    IReadOnlyList<LoadTotal> LiveTotals();

    /// <summary>How far each database was read.</summary>
    IReadOnlyList<SourceWatermark> Watermarks();

    /// <summary>Records how far databases were read by a run that found nothing new in any source, and so has no load.</summary>
    void RecordWatermarks(IReadOnlyList<SourceWatermark> watermarks);

    /// <summary>Records a load in one transaction, after its Parquet files are in place.</summary>
    void RecordLoad(Load load);

    /// <summary>Forgets every load, so that the next ingest reads all files anew (full refresh).</summary>
    void ForgetLoads();
}
