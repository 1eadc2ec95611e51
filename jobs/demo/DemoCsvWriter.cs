using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>Writes one CSV file field by field. Lines end in a line feed; the header is written at once.</summary>
public sealed class DemoCsvWriter : IDisposable
{
    private readonly TextWriter _writer;
    private readonly char _delimiter;
    private readonly char _decimalMark;
    private bool _isFirstField = true;

    internal DemoCsvWriter(TextWriter writer, IReadOnlyList<string> header, char delimiter, char decimalMark)
    {
        _writer = writer;
        _delimiter = delimiter;
        _decimalMark = decimalMark;
        foreach (string name in header)
        {
            Text(name);
        }

        EndRow();
        RowCount = 0;
    }

    /// <summary>Data records written so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Writes text, quoted only where it must be. Blanks at the ends are kept.</summary>
    public DemoCsvWriter Text(string? value)
    {
        Separate();
        if (value is null || value.AsSpan().IndexOfAny(_delimiter, '"', '\n') < 0)
        {
            _writer.Write(value);
        }
        else
        {
            _writer.Write('"');
            _writer.Write(value.Replace("\"", "\"\"", StringComparison.Ordinal));
            _writer.Write('"');
        }

        return this;
    }

    /// <summary>Writes a whole number.</summary>
    public DemoCsvWriter Whole(long value)
    {
        Separate();
        WriteNumber(value);
        return this;
    }

    /// <summary>Writes a number given in units of its last decimal place: 1234 with two decimals is 12.34.</summary>
    public DemoCsvWriter Scaled(long value, int decimals = 2)
    {
        Separate();
        long unit = 1;
        for (int place = 0; place < decimals; place++)
        {
            unit *= 10;
        }

        if (value < 0)
        {
            _writer.Write('-');
        }

        (long whole, long fraction) = Math.DivRem(Math.Abs(value), unit);
        WriteNumber(whole);
        _writer.Write(_decimalMark);
        for (long place = unit / 10; place > 0; place /= 10)
        {
            _writer.Write((char)('0' + (fraction / place % 10)));
        }

        return this;
    }

    /// <summary>Writes a day as 2026-01-31.</summary>
    public DemoCsvWriter Day(DateOnly? value) => Text(value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>Writes true or false.</summary>
    public DemoCsvWriter Flag(bool value) => Text(value ? "true" : "false");

    /// <summary>Ends the record.</summary>
    public void EndRow()
    {
        _writer.Write('\n');
        _isFirstField = true;
        RowCount++;
    }

    public void Dispose() => _writer.Dispose();

    private void Separate()
    {
        if (!_isFirstField)
        {
            _writer.Write(_delimiter);
        }

        _isFirstField = false;
    }

    private void WriteNumber(long value)
    {
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        _writer.Write(digits[..length]);
    }
}
