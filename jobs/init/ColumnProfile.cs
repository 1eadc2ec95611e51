using System.Text.RegularExpressions;

namespace Segmentation.Jobs.Init;

/// <summary>What a sample of one column looks like.</summary>
internal sealed partial class ColumnProfile
{
    /// <summary>From this share on a column counts as being of a kind: a real column has a few bad values.</summary>
    private const double Mostly = 0.9;

    private const int MostDistinct = 100_000;
    private readonly Dictionary<string, int> formats = [];
    private readonly HashSet<string> distinct = new(StringComparer.Ordinal);
    private readonly HashSet<string> currencies = new(StringComparer.Ordinal);
    private int pointNumbers;
    private int commaNumbers;
    private int plainNumbers;
    private int wholeNumbers;
    private int pointZeros;
    private int emails;
    private int codes;
    private int times;

    public ColumnProfile(string name, IEnumerable<string?> values)
    {
        Name = name;
        foreach (string? value in values)
        {
            RowCount++;
            if (value?.Trim() is { Length: > 0 } text)
            {
                Add(text);
            }
        }
    }

    public string Name { get; }

    public int RowCount { get; private set; }

    public int FilledCount { get; private set; }

    /// <summary>Different values, up to a limit.</summary>
    public IReadOnlySet<string> Distinct => distinct;

    public bool IsUnique => FilledCount > 0 && FilledCount == RowCount && distinct.Count == RowCount;

    public bool IsNumber => IsMostly(Math.Max(pointNumbers, commaNumbers) + plainNumbers);

    /// <summary>Whole numbers that something wrote with a point: 17850.0.</summary>
    public bool IsWholeWithPoint => IsMostly(pointZeros);

    public bool IsWhole => IsMostly(wholeNumbers);

    /// <summary>Numbers with decimals are written with a comma.</summary>
    public bool HasDecimalComma => commaNumbers > pointNumbers;

    public bool HasDecimalPoint => pointNumbers > commaNumbers;

    public bool HasNegative { get; private set; }

    public bool IsEmail => IsMostly(emails);

    public bool IsCurrency => IsMostly(codes) && currencies.Count is > 0 and <= 30;

    /// <summary>Currency codes found.</summary>
    public IReadOnlyCollection<string> Currencies => currencies;

    public bool IsTime => IsMostly(times);

    /// <summary>Time formats that between them read what can be read, the most frequent first.</summary>
    public IReadOnlyList<string> TimeFormats { get; private set; } = [];

    /// <summary>Whether the values do not tell day-first from month-first.</summary>
    public bool IsDayOrMonthFirst { get; private set; }

    public DateOnly? FirstDay { get; private set; }

    public DateOnly? LastDay { get; private set; }

    /// <summary>Decides on the formats of times, once every value was seen.</summary>
    public ColumnProfile Settle(IEnumerable<string?> values, bool prefersDayFirst)
    {
        if (!IsTime)
        {
            return this;
        }

        // A format that reads everything its twin reads, and more, is the column's.
        IOrderedEnumerable<KeyValuePair<string, int>> byCount = formats.OrderByDescending(format => format.Value)
            .ThenBy(format => format.Key.StartsWith("%d", StringComparison.Ordinal) != prefersDayFirst)
            .ThenBy(format => format.Key, StringComparer.Ordinal);
        string[] texts = [.. values.Select(value => value?.Trim()).OfType<string>().Where(text => text.Length > 0).Distinct()];
        var chosen = new List<string>();
        HashSet<string> left = [.. texts];
        foreach ((string format, int count) in byCount)
        {
            IsDayOrMonthFirst |= chosen.Count > 0 && formats[chosen[0]] == count && IsTwin(chosen[0], format);
            string[] read = [.. left.Where(text => TimeText.Formats(text).Contains(format))];
            if (read.Length > 0)
            {
                chosen.Add(format);
                left.ExceptWith(read);
                IEnumerable<DateOnly> days = read.Select(text => TimeText.Day(text, format)).OfType<DateOnly>();
                FirstDay = days.Append(FirstDay ?? DateOnly.MaxValue).Min() is var first && first < DateOnly.MaxValue ? first : null;
                LastDay = days.Append(LastDay ?? DateOnly.MinValue).Max() is var last && last > DateOnly.MinValue ? last : null;
            }
        }

        TimeFormats = chosen;
        return this;
    }

    private static bool IsTwin(string one, string other) =>
        one.Replace("%d", "%?", StringComparison.Ordinal).Replace("%m", "%?", StringComparison.Ordinal)
        == other.Replace("%d", "%?", StringComparison.Ordinal).Replace("%m", "%?", StringComparison.Ordinal);

    private void Add(string text)
    {
        FilledCount++;
        if (distinct.Count < MostDistinct)
        {
            distinct.Add(text);
        }

        AddNumber(text);
        emails += EmailPattern().IsMatch(text) ? 1 : 0;
        if (CodePattern().IsMatch(text))
        {
            codes++;
            currencies.Add(text);
        }

        IReadOnlyList<string> read = TimeText.Formats(text);
        times += read.Count > 0 ? 1 : 0;
        foreach (string format in read)
        {
            formats[format] = formats.GetValueOrDefault(format) + 1;
        }
    }

    private void AddNumber(string text)
    {
        bool isPlain = PlainPattern().IsMatch(text);
        plainNumbers += isPlain ? 1 : 0;
        wholeNumbers += isPlain ? 1 : 0;
        bool isPoint = !isPlain && PointPattern().IsMatch(text);
        bool isComma = !isPlain && CommaPattern().IsMatch(text);
        // 1,234 and 1.234 tell nothing: either mark may be the one between thousands.
        pointNumbers += isPoint && !(isComma && text.Contains(',', StringComparison.Ordinal)) ? 1 : 0;
        commaNumbers += isComma && !(isPoint && text.Contains('.', StringComparison.Ordinal)) ? 1 : 0;
        pointZeros += PointZeroPattern().IsMatch(text) ? 1 : 0;
        HasNegative |= (isPlain || isPoint || isComma) && text.StartsWith('-');
    }

    private bool IsMostly(int count) => FilledCount > 0 && count >= Mostly * FilledCount;

    [GeneratedRegex(@"^\d+\.0$")]
    private static partial Regex PointZeroPattern();

    [GeneratedRegex(@"^[+-]?\d+$")]
    private static partial Regex PlainPattern();

    [GeneratedRegex(@"^[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][+-]?\d+)?$")]
    private static partial Regex PointPattern();

    [GeneratedRegex(@"^[+-]?(\d{1,3}([. ]\d{3})+|\d+)?(,\d+)?$")]
    private static partial Regex CommaPattern();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    private static partial Regex EmailPattern();

    [GeneratedRegex("^[A-Z]{3}$")]
    private static partial Regex CodePattern();
}
