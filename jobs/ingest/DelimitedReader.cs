using System.Text;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>Reads text whose fields are set apart by a character or by blanks.</summary>
/// <remarks>
/// A reader of our own rather than a library's: it must go on at the next line after a quote that never closes,
/// keep each record's raw bytes, and set apart rows whose bytes are no text, in one pass over UTF-8.
/// </remarks>
internal sealed class DelimitedReader : RecordReader
{
    private readonly ByteWindow window;
    private readonly RecordScanner scanner;
    private readonly List<string> columns;
    private readonly int writtenColumnCount;
    private readonly bool hasHeader;
    private int[] chosen = [];
    private byte[]? readable;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="FileRefusedException">The file is empty, binary or damaged, or its header cannot be read.</exception>
    public DelimitedReader(string path, SourceConfig source)
    {
        window = new ByteWindow(new SourceStream(path, source.Encoding));
        try
        {
            scanner = new RecordScanner(window, Delimiter(source.Delimiter));
            hasHeader = source.Header;
            columns = hasHeader ? ReadHeader(source.Delimiter) : [.. source.Columns];
        }
        catch
        {
            Dispose();
            throw;
        }

        // Columns without a name at the end of a header are the traces of an emptied spreadsheet.
        writtenColumnCount = columns.Count;
        int namedCount = columns.FindLastIndex(name => name.Length > 0) + 1;
        columns.RemoveRange(namedCount, writtenColumnCount - namedCount);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => columns;

    /// <inheritdoc/>
    public override string? Doubt => window.Doubt;

    /// <inheritdoc/>
    public override Span<byte> Raw => readable ?? scanner.Record;

    /// <inheritdoc/>
    public override void Choose(IReadOnlyList<string> columns) => chosen = [.. columns.Select(name => Find(this.columns, name))];

    /// <inheritdoc/>
    public override Span<byte> Field(int chosen) => scanner.Field(this.chosen[chosen]);

    /// <inheritdoc/>
    public override bool Read()
    {
        readable = null;
        if (!scanner.Next())
        {
            return false;
        }

        RecordNumber++;
        Defect = DefectOf(scanner.Record);
        if (Defect is not null)
        {
            readable = Readable(scanner.Record);
        }
        else if (scanner.IsBroken)
        {
            Defect = "a quote is opened and not closed";
        }
        else if (scanner.FieldCount != columns.Count)
        {
            Defect = DefectOfCount();
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => window.Dispose();

    /// <summary>Columns that the header holds without a name may hold anything, as notes beside a sheet do; without a header,
    /// empty fields at the end are the file's way of ending a line. Anything else is a defect.</summary>
    private string? DefectOfCount()
    {
        bool isTolerable = scanner.FieldCount > columns.Count && (!hasHeader || scanner.FieldCount <= writtenColumnCount);
        for (int extra = columns.Count; isTolerable && !hasHeader && extra < scanner.FieldCount; extra++)
        {
            isTolerable = scanner.Field(extra).IsEmpty;
        }

        return isTolerable ? null : $"{scanner.FieldCount} fields where {columns.Count} are expected";
    }

    private List<string> ReadHeader(string delimiter)
    {
        if (!scanner.Next())
        {
            throw new FileRefusedException("it is empty");
        }

        if (scanner.IsBroken || DefectOf(scanner.Record) is not null)
        {
            throw new FileRefusedException("its header cannot be read: it is damaged or not in the encoding of the source");
        }

        List<string> names = [.. Enumerable.Range(0, scanner.FieldCount).Select(field => Encoding.UTF8.GetString(scanner.Field(field)).Trim())];
        char other = names.Count > 1 ? '\0' : ",;\t|".FirstOrDefault(mark => names[0].Contains(mark, StringComparison.Ordinal));
        return other == '\0'
            ? names
            : throw new FileRefusedException(
                $"its fields are set apart by {Name(other)}, not by {Name(delimiter.Length == 1 ? delimiter[0] : ' ')}");
    }

    private static string Name(char mark) => mark switch { '\t' => "tabs", ' ' => "blanks", _ => $"'{mark}'" };

    private static byte? Delimiter(string delimiter) => delimiter switch
    {
        "whitespace" => null,
        "tab" => (byte)'\t',
        [var mark] when char.IsAscii(mark) && mark is not ('"' or '\r' or '\n') => (byte)mark,
        _ => throw new FileRefusedException($"the delimiter '{delimiter}' is not one ASCII character, 'tab' or 'whitespace'"),
    };
}
