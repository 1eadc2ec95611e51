using DuckDB.NET.Data;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>The table in which records of one source arrive as text, batch by batch.</summary>
/// <param name="engine">The scratch engine.</param>
/// <param name="columnCount">Source columns that are landed.</param>
/// <param name="nullValues">Texts that mean "no value", in UTF-8.</param>
internal sealed class Landing(DuckDbEngine engine, int columnCount, IReadOnlyList<byte[]> nullValues)
{
    /// <summary>The table's name.</summary>
    public const string Table = "main.landing";

    /// <summary>Creates the table, empty: file, record number, defect, raw text, and the fields f0 to fN.</summary>
    public static void Create(DuckDbEngine engine, int columnCount) => engine.Execute(
        $"create or replace table {Table} (in_file integer, in_row bigint, in_defect varchar, in_raw varchar"
        + $"{string.Concat(Enumerable.Range(0, columnCount).Select(place => $", f{place} varchar"))})",
        "creating the landing table");

    /// <summary>Replaces what is in the table by the next records.</summary>
    /// <returns>Records landed.</returns>
    public long Fill(SourceReading reading, long maxBytes, bool isLastFile)
    {
        Create(engine, columnCount);
        return engine.Append(Table, reading.Next(maxBytes, isLastFile), (row, record) => Append(row, reading.FileIndex, record));
    }

    private void Append(IDuckDBAppenderRow row, int fileIndex, RecordReader record)
    {
        row.AppendValue((int?)fileIndex).AppendValue((long?)record.RecordNumber).AppendValue(record.Defect).AppendValue(record.Raw);
        for (int place = 0; place < columnCount; place++)
        {
            Span<byte> field = record.Defect is null ? record.Field(place) : default;
            if (field.IsEmpty || IsNull(field))
            {
                row.AppendNullValue();
            }
            else
            {
                row.AppendValue(field);
            }
        }
    }

    private bool IsNull(Span<byte> field)
    {
        foreach (byte[] text in nullValues)
        {
            if (field.SequenceEqual(text))
            {
                return true;
            }
        }

        return false;
    }
}
