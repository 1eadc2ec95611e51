using System.Globalization;
using System.Text.RegularExpressions;

namespace Segmentation.Jobs.Init;

/// <summary>Tells how a column writes its days and times.</summary>
internal static partial class TimeText
{
    /// <summary>What a day's format is called when it needs no name: ISO 8601 is read by itself.</summary>
    public const string Iso = "ISO 8601";

    /// <summary>Every format in which a text can be read, as strftime writes it; <see cref="Iso"/> for ISO 8601. Day and month first
    /// are both named where a text does not tell.</summary>
    public static IReadOnlyList<string> Formats(string text)
    {
        if (IsoPattern().IsMatch(text))
        {
            return [Iso];
        }

        if (CompactPattern().Match(text) is { Success: true } compact)
        {
            return IsDay(compact, "y", "m", "d") ? ["%Y%m%d"] : [];
        }

        if (NumericPattern().Match(text) is { Success: true } numeric)
        {
            return Numeric(numeric);
        }

        return NamedPattern().Match(text) is { Success: true } named
            ? [$"%d{named.Groups["mark"].Value}%b{named.Groups["mark"].Value}{Year(named)}{Clock(named)}"]
            : [];
    }

    /// <summary>The day that a text in one of these formats means; null when it is none.</summary>
    public static DateOnly? Day(string text, string format)
    {
        if (format == Iso)
        {
            return DateOnly.TryParseExact(text.AsSpan(0, Math.Min(10, text.Length)), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly iso)
                ? iso : null;
        }

        string[] parts = format.Split(' ')[0] is var day && day.Contains("%Y%m%d", StringComparison.Ordinal)
            ? ["yyyyMMdd"]
            : [day.Replace("%Y", "yyyy", StringComparison.Ordinal).Replace("%y", "yy", StringComparison.Ordinal)
                .Replace("%m", "M", StringComparison.Ordinal).Replace("%d", "d", StringComparison.Ordinal).Replace("%b", "MMM", StringComparison.Ordinal)];
        return DateOnly.TryParseExact(text.Split(' ', 'T')[0], parts[0], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly found) ? found : null;
    }

    private static List<string> Numeric(Match match)
    {
        string mark = match.Groups["mark"].Value;
        string clock = Clock(match);
        var formats = new List<string>();
        if (match.Groups["first"].Length == 4)
        {
            formats.Add($"%Y{mark}%m{mark}%d{clock}");
            return formats;
        }

        int first = int.Parse(match.Groups["first"].Value, CultureInfo.InvariantCulture);
        int second = int.Parse(match.Groups["second"].Value, CultureInfo.InvariantCulture);
        string year = match.Groups["y"].Length == 4 ? "%Y" : "%y";
        if (first is >= 1 and <= 31 && second is >= 1 and <= 12)
        {
            formats.Add($"%d{mark}%m{mark}{year}{clock}");
        }

        if (first is >= 1 and <= 12 && second is >= 1 and <= 31)
        {
            formats.Add($"%m{mark}%d{mark}{year}{clock}");
        }

        return formats;
    }

    private static bool IsDay(Match match, string year, string month, string day) =>
        DateOnly.TryParseExact(
            match.Groups[year].Value + match.Groups[month].Value + match.Groups[day].Value, "yyyyMMdd",
            CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string Year(Match match) => match.Groups["y"].Length == 4 ? "%Y" : "%y";

    private static string Clock(Match match)
    {
        if (!match.Groups["hour"].Success)
        {
            return "";
        }

        bool isHalfDay = match.Groups["half"].Success;
        return $" {(isHalfDay ? "%I" : "%H")}:%M{(match.Groups["sec"].Success ? ":%S" : "")}{(isHalfDay ? " %p" : "")}";
    }

    [GeneratedRegex(@"^(19|20|21)\d{2}-(0[1-9]|1[0-2])-([0-2]\d|3[01])([ T]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?)?$")]
    private static partial Regex IsoPattern();

    [GeneratedRegex(@"^(?<y>(19|20)\d{2})(?<m>0[1-9]|1[0-2])(?<d>0[1-9]|[12]\d|3[01])$")]
    private static partial Regex CompactPattern();

    [GeneratedRegex(@"^(?<first>\d{1,2}|(19|20)\d{2})(?<mark>[/.\-])(?<second>\d{1,2})\k<mark>(?<y>\d{1,2}|\d{4})( (?<hour>\d{1,2}):\d{2}(?<sec>:\d{2})?( ?(?<half>[AaPp][Mm]))?)?$")]
    private static partial Regex NumericPattern();

    [GeneratedRegex(@"^\d{1,2}(?<mark>[ \-])(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\k<mark>(?<y>\d{4}|\d{2})( (?<hour>\d{1,2}):\d{2}(?<sec>:\d{2})?( ?(?<half>[AaPp][Mm]))?)?$", RegexOptions.IgnoreCase)]
    private static partial Regex NamedPattern();
}
