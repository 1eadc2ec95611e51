namespace Segmentation.Jobs.Run;

/// <summary>The short code of a segment in an ERP category. It never changes, and no other segment of the category ever gets it.</summary>
/// <param name="Category">The ERP's class or class category.</param>
/// <param name="SegmentCode">The segment.</param>
/// <param name="Code">What the ERP knows it by.</param>
/// <param name="IsGiven">Whether the configuration gave it; otherwise it was derived.</param>
/// <param name="AssignedAt">Since when (UTC).</param>
/// <param name="RunId">The run that published it first.</param>
public sealed record ErpCode(string Category, string SegmentCode, string Code, bool IsGiven, DateTimeOffset AssignedAt, string RunId);

/// <summary>Control totals of a delta.</summary>
/// <param name="AddCount">Customer numbers that get a code.</param>
/// <param name="ChangeCount">Customer numbers whose code changes.</param>
/// <param name="EndCount">Customer numbers whose code ends.</param>
/// <param name="HashTotal">The last 15 digits of each customer number, added up, modulo 10 to the 15th.</param>
public sealed record ErpTotals(long AddCount, long ChangeCount, long EndCount, long HashTotal)
{
    /// <summary>All rows.</summary>
    public long RowCount => AddCount + ChangeCount + EndCount;
}

/// <summary>What the files of a delta look like, kept so that they can be written again, byte for byte.</summary>
/// <param name="Company">The company's name in the header.</param>
/// <param name="SourceWidth">Characters of a source system's name.</param>
/// <param name="NumberWidth">Characters of a customer number.</param>
/// <param name="CodeWidth">Characters of a code.</param>
public sealed record ErpLayout(string Company, int SourceWidth, int NumberWidth, int CodeWidth);

/// <summary>What the ERP said of a delta.</summary>
/// <param name="FileHash">SHA-256 of the file that said so.</param>
/// <param name="AcceptedCount">Rows it took.</param>
/// <param name="RejectedCount">Rows it did not take; they are sent again.</param>
/// <param name="At">When it was read (UTC).</param>
/// <param name="Actor">Who read it in.</param>
public sealed record ErpAcknowledgement(string FileHash, long AcceptedCount, long RejectedCount, DateTimeOffset At, string Actor);

/// <summary>A row that the ERP did not take.</summary>
public sealed record ErpRejection(string Category, long SequenceNumber, string SourceSystem, string SourceRecordId, string Reason);

/// <summary>A delta that the ERP is sent: decided once, never changed.</summary>
/// <param name="Category">The ERP's class or class category.</param>
/// <param name="SequenceNumber">Counts the category's deltas from 1 without gaps.</param>
/// <param name="RunId">The publication that the ERP has after it.</param>
/// <param name="SnapshotDate">The day of that publication.</param>
/// <param name="DecidedAt">When it was decided (UTC).</param>
/// <param name="Totals">Control totals.</param>
/// <param name="RowsHash">SHA-256 of the Parquet file with its rows.</param>
/// <param name="Layout">What its files look like.</param>
/// <param name="WrittenAt">When its files had been written (UTC); null while they have not.</param>
/// <param name="Acknowledgement">What the ERP said; null while it has said nothing.</param>
public sealed record ErpDelivery(
    string Category, long SequenceNumber, string RunId, DateOnly SnapshotDate, DateTimeOffset DecidedAt, ErpTotals Totals, string RowsHash,
    ErpLayout Layout, DateTimeOffset? WrittenAt = null, ErpAcknowledgement? Acknowledgement = null);

/// <summary>The ledger's memory of what the ERP was told, and of what it said.</summary>
public interface IErpLedger
{
    /// <summary>Every code that was ever published.</summary>
    IReadOnlyList<ErpCode> ErpCodes();

    /// <summary>Keeps codes for ever; those that are known are left alone.</summary>
    void KeepErpCodes(IReadOnlyList<ErpCode> codes);

    /// <summary>All deltas, category by category, the oldest first.</summary>
    IReadOnlyList<ErpDelivery> ErpDeliveries();

    /// <summary>All rows that the ERP did not take.</summary>
    IReadOnlyList<ErpRejection> ErpRejections();

    /// <summary>The newest promotion after which the ERP was told what was due; 0 before the first.</summary>
    long ErpSettledPromotion();

    /// <summary>Records that the ERP was told what was due after a promotion.</summary>
    void RecordErpSettled(long promotionNumber, DateTimeOffset at);

    /// <summary>Decides a delta, with its link in the change log.</summary>
    /// <exception cref="RunRefusedException">Its number is not the category's next.</exception>
    void RecordErpDelivery(ErpDelivery delivery, string actor);

    /// <summary>Records that the files of a delta are in place.</summary>
    void RecordErpWritten(string category, long sequenceNumber, DateTimeOffset at);

    /// <summary>Records what the ERP said of a delta, with its link in the change log.</summary>
    /// <exception cref="RunRefusedException">Something was recorded already.</exception>
    void RecordErpAcknowledgement(string category, long sequenceNumber, ErpAcknowledgement acknowledgement, IReadOnlyList<ErpRejection> rejections);
}
