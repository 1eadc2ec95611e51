using System.Globalization;
using Segmentation.Jobs.Configuration;
using Segmentation.Models.Ledger;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Makes the fiscal periods that a configuration asks for.</summary>
public static class Calendars
{
    // Raw dates lie between 1900 and 2200; books older than these are not compared with a ledger.
    private const int FirstYear = 1990;
    private const int LastYear = 2099;

    /// <summary>The periods, in order.</summary>
    public static IReadOnlyList<FiscalPeriod> Periods(CalendarConfig calendar) => calendar.Kind switch
    {
        CalendarKind.Months => [.. FiscalCalendar.Months(FirstYear, LastYear, calendar.FirstMonth, Namer(calendar.Name ?? "{year}-{month}"))],
        CalendarKind.Weeks => [.. FiscalCalendar.Weeks([.. calendar.YearStarts.Select(Day)], calendar.Weeks, Namer(calendar.Name ?? "{fiscal_year}-P{period}"))],
        _ => [.. Listed(calendar.Periods)],
    };

    /// <summary>Reads a day as the configuration writes it.</summary>
    /// <exception cref="FormatException">It is none; the configuration's own check finds that first.</exception>
    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<FiscalPeriod> Listed(IReadOnlyList<PeriodConfig> periods)
    {
        int number = 0;
        int year = 0;
        foreach (PeriodConfig period in periods.OrderBy(period => Day(period.From)))
        {
            DateOnly first = Day(period.From);
            number = first.Year == year ? number + 1 : 1;
            year = first.Year;
            yield return new FiscalPeriod(period.Period, first, Day(period.To), year.ToString("0000", CultureInfo.InvariantCulture), number);
        }
    }

    private static Func<FiscalPeriod, string> Namer(string pattern) => period => pattern
        .Replace("{year}", period.FirstDate.ToString("yyyy", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{month}", period.FirstDate.ToString("MM", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{fiscal_year}", period.FiscalYear, StringComparison.Ordinal)
        .Replace("{period}", period.Number.ToString("00", CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
