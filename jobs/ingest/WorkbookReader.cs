using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniExcelLibs;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>Reads one sheet of an XLSX workbook. Numbers come as text that reads back the same, times as ISO 8601.</summary>
internal sealed class WorkbookReader : RecordReader
{
    private readonly FileStream stream;
    private readonly IEnumerator<IDictionary<string, object?>> rows;
    private readonly List<string> columns;
    private readonly int writtenColumnCount;
    private object?[] cells = [];
    private int[] chosen = [];
    private byte[] raw = [];

    /// <summary>Opens a workbook and reads the sheet's header.</summary>
    /// <exception cref="FileRefusedException">It is no workbook, is damaged, or lacks the sheet.</exception>
    public WorkbookReader(string path, SourceConfig source)
    {
        stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            List<string> sheets = Guard(() => MiniExcel.GetSheetNames(stream));
            if (source.Sheet is not null && !sheets.Contains(source.Sheet))
            {
                throw new FileRefusedException($"it has no sheet {source.Sheet}; its sheets are {string.Join(", ", sheets)}");
            }

            rows = Guard(() => MiniExcel.Query(stream, useHeaderRow: false, source.Sheet, ExcelType.XLSX)
                .Cast<IDictionary<string, object?>>().GetEnumerator());
            columns = source.Header
                ? MoveNext() ? [.. cells.Select(cell => Text(cell).Trim())] : throw new FileRefusedException("it is empty")
                : [.. source.Columns];
        }
        catch
        {
            Dispose();
            throw;
        }

        writtenColumnCount = columns.Count;
        int namedCount = columns.FindLastIndex(name => name.Length > 0) + 1;
        columns.RemoveRange(namedCount, writtenColumnCount - namedCount);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => columns;

    /// <inheritdoc/>
    public override Span<byte> Raw => raw;

    /// <inheritdoc/>
    public override void Choose(IReadOnlyList<string> columns) => chosen = [.. columns.Select(name => Find(this.columns, name))];

    /// <inheritdoc/>
    public override bool Read()
    {
        if (!MoveNext())
        {
            return false;
        }

        RecordNumber++;
        int extra = Array.FindIndex(cells, Math.Min(columns.Count, cells.Length), cell => cell is not null);
        Defect = extra < 0 ? null : $"a value in column {extra + 1} where {columns.Count} are expected";
        raw = JsonSerializer.SerializeToUtf8Bytes(cells.Select((cell, place) => (Name: place < columns.Count ? columns[place] : $"{place + 1}", Text: Text(cell)))
            .Where(cell => cell.Text.Length > 0).DistinctBy(cell => cell.Name).ToDictionary(cell => cell.Name, cell => cell.Text));
        return true;
    }

    /// <inheritdoc/>
    public override Span<byte> Field(int chosen) =>
        this.chosen[chosen] is var place && place < cells.Length ? Encoding.UTF8.GetBytes(Text(cells[place])) : default;

    /// <inheritdoc/>
    public override void Dispose()
    {
        rows?.Dispose();
        stream.Dispose();
    }

    /// <summary>Moves to the next row that holds anything.</summary>
    private bool MoveNext()
    {
        while (Guard(rows.MoveNext))
        {
            cells = [.. rows.Current.Values];
            if (Array.Exists(cells, cell => cell is not null and not ""))
            {
                return true;
            }
        }

        return false;
    }

    private static string Text(object? cell) => cell switch
    {
        null => "",
        string text => text,
        double number => FloatText.Of(number),
        decimal number => FloatText.Of((double)number),
        bool flag => flag ? "true" : "false",
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    /// <summary>The library throws whatever its parsers throw when a file is damaged.</summary>
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new FileRefusedException("it is no XLSX workbook, or is cut short or damaged", error);
        }
    }
}
