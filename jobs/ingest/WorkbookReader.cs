using System.Globalization;
using System.Text;
using MiniExcelLibs;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>Reads one sheet of an XLSX workbook. Dates come as ISO text, numbers with a decimal point.</summary>
internal sealed class WorkbookReader : RecordReader
{
    private readonly IEnumerator<IDictionary<string, object?>> rows;
    private readonly Stream stream;
    private readonly List<string> columns;
    private readonly string decimalMark;
    private object?[] cells = [];
    private int[] chosen = [];

    /// <exception cref="FileRefusedException">The file is no workbook, or has no such sheet.</exception>
    public WorkbookReader(string path, SourceConfig source)
    {
        decimalMark = source.DecimalMark;
        stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            rows = stream.Query(useHeaderRow: false, sheetName: source.Sheet, excelType: ExcelType.XLSX)
                .Cast<IDictionary<string, object?>>().GetEnumerator();
            columns = source.Header ? ReadHeader() : [.. source.Columns];
        }
        catch (Exception error) when (error is not FileRefusedException)
        {
            stream.Dispose();
            throw new FileRefusedException(
                source.Sheet is { } sheet ? $"it is no XLSX workbook with a sheet '{sheet}'" : "it is no XLSX workbook", error);
        }
    }

    public override IReadOnlyList<string> Columns => columns;

    public override Span<byte> Raw => Encoding.UTF8.GetBytes(string.Join('\t', cells.Select(Text)));

    public override IReadOnlyList<string> Choose(IReadOnlyList<string> columns)
    {
        chosen = [.. columns.Select(name => Find(this.columns, name))];
        return [.. columns.Where((_, place) => chosen[place] < 0)];
    }

    public override Span<byte> Field(int chosen) =>
        this.chosen[chosen] < cells.Length ? Encoding.UTF8.GetBytes(Text(cells[this.chosen[chosen]])) : [];

    public override bool Read()
    {
        while (Next())
        {
            if (cells.Any(cell => cell is not null && Text(cell).Length > 0))
            {
                RecordNumber++;
                return true;
            }
        }

        return false;
    }

    public override void Dispose()
    {
        rows.Dispose();
        stream.Dispose();
    }

    private List<string> ReadHeader() =>
        Next() ? [.. cells.Select(cell => Text(cell).Trim())] : throw new FileRefusedException("it is empty");

    private bool Next()
    {
        try
        {
            if (!rows.MoveNext())
            {
                return false;
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or System.Xml.XmlException or FormatException)
        {
            throw new FileRefusedException("it is a workbook that is cut short or damaged", error);
        }

        cells = [.. rows.Current.Values];
        return true;
    }

    private string Text(object? cell) => cell switch
    {
        null => "",
        DateTime instant => instant.ToString(instant.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        // A cell that is a number has no decimal mark of its own; it is written as the source's texts are.
        double number => number.ToString("R", CultureInfo.InvariantCulture).Replace(".", decimalMark, StringComparison.Ordinal),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    };
}
