using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Segmentation.Jobs.Ingest;

/// <summary>Reads one file record by record, each as fields of text, in bounded memory.</summary>
/// <remarks>Spans are valid until the next record. A record that cannot be read has a defect and no fields;
/// only what spoils the whole file is thrown.</remarks>
internal abstract class RecordReader : IDisposable
{
    /// <summary>Names of the columns found in the file.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>1-based number of the record in the file; header and blank lines do not count.</summary>
    public long RecordNumber { get; protected set; }

    /// <summary>Why the record cannot be read, or null.</summary>
    public string? Defect { get; protected set; }

    /// <summary>The record as it stands in the file; bytes that are no text are shown as \xNN.</summary>
    public abstract Span<byte> Raw { get; }

    /// <summary>Whether every record has every column. If not, a column that was not found may come yet.</summary>
    public virtual bool HasFixedColumns => true;

    /// <summary>Chooses the columns to read.</summary>
    /// <exception cref="FileRefusedException">A chosen column appears twice in the file.</exception>
    public abstract void Choose(IReadOnlyList<string> columns);

    /// <summary>Moves to the next record.</summary>
    /// <exception cref="FileRefusedException">The file turns out to be damaged.</exception>
    public abstract bool Read();

    /// <summary>The text of a chosen column, empty for no value.</summary>
    /// <param name="chosen">Place among the chosen columns.</param>
    public abstract Span<byte> Field(int chosen);

    /// <summary>Chosen columns that no record had, where a record need not have all of them.</summary>
    public virtual IReadOnlyList<string> Absent() => [];

    /// <summary>What makes one doubt that the file was read in its own encoding, as far as it was read; null for nothing.</summary>
    public virtual string? Doubt => null;

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Finds a column by name: as written, else without regard to case.</summary>
    /// <returns>Its place, or -1.</returns>
    /// <exception cref="FileRefusedException">The column appears twice.</exception>
    public static int Find(IReadOnlyList<string> columns, string name)
    {
        foreach (StringComparison comparison in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            int[] places = [.. Enumerable.Range(0, columns.Count).Where(place => string.Equals(columns[place], name, comparison))];
            if (places.Length > 1)
            {
                throw new FileRefusedException($"its column {name} appears {places.Length} times");
            }

            if (places.Length == 1)
            {
                return places[0];
            }
        }

        return -1;
    }

    /// <summary>Why bytes are no readable text, or null.</summary>
    protected static string? DefectOf(ReadOnlySpan<byte> text) =>
        !Utf8.IsValid(text) ? "bytes that are not UTF-8"
        : text.Contains((byte)0) ? "a NUL byte"
        : null;

    /// <summary>Makes bytes presentable as text.</summary>
    protected static byte[] Readable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length + 16);
        while (bytes.Length > 0)
        {
            bool isText = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done && rune.Value != 0;
            if (isText)
            {
                text.Append(rune);
            }
            else
            {
                foreach (byte value in bytes[..length])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}");
                }
            }

            bytes = bytes[length..];
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
