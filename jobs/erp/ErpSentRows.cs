using System.Globalization;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Erp;

/// <summary>One row of a delta.</summary>
public sealed record ErpDeltaRow(
    string ChangeType, string SourceSystem, string SourceRecordId, string? OldCode, string? NewCode, DateOnly EffectiveDate);

/// <summary>The rows of each delta as we keep them: a Parquet file whose hash is in the ledger. All that the ERP is sent is made from it.</summary>
internal static class ErpSentRows
{
    /// <summary>Where the rows of a delta lie.</summary>
    public static string Path(string category, long sequenceNumber, ProjectFolders folders) =>
        System.IO.Path.Combine(folders.ErpSent, category, $"{Number(sequenceNumber)}.parquet");

    /// <summary>A delta's number as files are named by it.</summary>
    public static string Number(long sequenceNumber) => sequenceNumber.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>Writes the rows of the engine's publish.erp_classification_delta.</summary>
    /// <returns>SHA-256 of the file.</returns>
    public static string Write(DuckDbEngine engine, string category, long sequenceNumber, ProjectFolders folders)
    {
        string path = Path(category, sequenceNumber, folders);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        string temporary = AtomicFile.TemporaryName(path);
        try
        {
            engine.Execute(
                $"""
                copy (
                    select category, sequence_number, change_type, source_system, source_record_id, old_code, new_code, effective_date
                    from publish.erp_classification_delta
                    where category = {SqlText.Literal(category)}
                    order by source_system, source_record_id
                ) to {SqlText.Literal(temporary)} (format parquet)
                """,
                $"delta of {category}");
            AtomicFile.Flush(temporary);
            AtomicFile.Place(temporary, path);
            return FileHash.Of(path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The file of a delta, if it is what the ledger says it is.</summary>
    /// <exception cref="RunRefusedException">It is gone or was changed.</exception>
    public static string Verified(ErpDelivery delivery, ProjectFolders folders)
    {
        string path = Path(delivery.Category, delivery.SequenceNumber, folders);
        if (!File.Exists(path) || FileHash.Of(path) != delivery.RowsHash)
        {
            throw new RunRefusedException(
                $"The rows of delta {delivery.SequenceNumber} of {delivery.Category} are {(File.Exists(path) ? "not what was sent" : "gone")}: {path} does not agree with the ledger. Nothing was sent now. Restore the file from a backup.");
        }

        return path;
    }

    /// <summary>Reads the rows of a delta in the order in which they are sent.</summary>
    public static void Read(DuckDbEngine engine, string path, Action<ErpDeltaRow> read) => engine.Stream(
        $"""
        select change_type, source_system, source_record_id, old_code, new_code, effective_date
        from read_parquet({SqlText.Literal(path)})
        order by source_system, source_record_id
        """,
        "rows of a delta",
        row => read(new ErpDeltaRow(
            row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
            row.GetFieldValue<DateOnly>(5))));
}
