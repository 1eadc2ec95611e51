namespace Segmentation.Models.Ledger;

/// <summary>One fiscal period.</summary>
/// <param name="Name">Its name, as the ledger writes it.</param>
/// <param name="FirstDate">Its first day.</param>
/// <param name="LastDate">Its last day.</param>
/// <param name="FiscalYear">The fiscal year it belongs to, as four digits.</param>
/// <param name="Number">Its place in the fiscal year, from 1.</param>
public sealed record FiscalPeriod(string Name, DateOnly FirstDate, DateOnly LastDate, string FiscalYear, int Number)
{
    /// <summary>Its days.</summary>
    public IEnumerable<DateOnly> Days
    {
        get
        {
            for (DateOnly day = FirstDate; day <= LastDate; day = day.AddDays(1))
            {
                yield return day;
            }
        }
    }
}

/// <summary>Makes the periods of fiscal calendars.</summary>
public static class FiscalCalendar
{
    private const int MonthsPerYear = 12;
    private const int DaysPerWeek = 7;

    /// <summary>Calendar months.</summary>
    /// <param name="firstYear">Calendar year of the first month.</param>
    /// <param name="lastYear">Calendar year of the last month.</param>
    /// <param name="firstMonth">Month in which the fiscal year begins. It is named after the calendar year in which it ends.</param>
    /// <param name="name">Gives a period its name.</param>
    public static IEnumerable<FiscalPeriod> Months(int firstYear, int lastYear, int firstMonth, Func<FiscalPeriod, string> name)
    {
        for (var first = new DateOnly(firstYear, 1, 1); first.Year <= lastYear; first = first.AddMonths(1))
        {
            int number = (first.Month - firstMonth + MonthsPerYear) % MonthsPerYear + 1;
            int year = firstMonth > 1 && first.Month >= firstMonth ? first.Year + 1 : first.Year;
            yield return Named(new FiscalPeriod("", first, first.AddMonths(1).AddDays(-1), $"{year:0000}", number), name);
        }
    }

    /// <summary>Periods of whole weeks, four quarters a year.</summary>
    /// <param name="yearStarts">First day of each fiscal year, and the day after the last, rising; each year is 52 or 53 weeks.</param>
    /// <param name="weeks">Weeks of the periods of one quarter.</param>
    /// <param name="name">Gives a period its name.</param>
    /// <remarks>A year is named after the calendar year in which it ends. The 53rd week belongs to its last period.</remarks>
    public static IEnumerable<FiscalPeriod> Weeks(IReadOnlyList<DateOnly> yearStarts, IReadOnlyList<int> weeks, Func<FiscalPeriod, string> name)
    {
        int[] lengths = [.. Enumerable.Repeat(weeks, 4).SelectMany(quarter => quarter)];
        for (int year = 0; year + 1 < yearStarts.Count; year++)
        {
            DateOnly first = yearStarts[year];
            DateOnly end = yearStarts[year + 1].AddDays(-1);
            for (int number = 1; number <= lengths.Length; number++)
            {
                DateOnly last = number == lengths.Length ? end : first.AddDays(lengths[number - 1] * DaysPerWeek - 1);
                yield return Named(new FiscalPeriod("", first, last, $"{end.Year:0000}", number), name);
                first = last.AddDays(1);
            }
        }
    }

    private static FiscalPeriod Named(FiscalPeriod period, Func<FiscalPeriod, string> name) => period with { Name = name(period) };
}
