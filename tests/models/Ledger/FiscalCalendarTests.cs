using Segmentation.Models.Ledger;

namespace Segmentation.Models.Tests.Ledger;

public sealed class FiscalCalendarTests
{
    [Fact]
    public void Months_of_a_year_that_begins_in_april_belong_to_the_year_in_which_it_ends()
    {
        FiscalPeriod[] periods = [.. FiscalCalendar.Months(2025, 2026, 4, period => $"{period.FiscalYear}-{period.Number:00}")];

        periods.Length.ShouldBe(24);
        periods.Single(period => period.FirstDate == new DateOnly(2025, 4, 1)).Name.ShouldBe("2026-01");
        periods.Single(period => period.FirstDate == new DateOnly(2026, 3, 1)).ShouldBe(
            new FiscalPeriod("2026-12", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31), "2026", 12));
    }

    [Fact]
    public void A_year_of_53_weeks_has_a_longer_last_period()
    {
        FiscalPeriod[] periods = [.. FiscalCalendar.Weeks(
            [new DateOnly(2023, 1, 29), new DateOnly(2024, 2, 4), new DateOnly(2025, 2, 2)], [4, 5, 4], period => $"{period.FiscalYear}-P{period.Number:00}")];

        periods.Length.ShouldBe(24);
        (periods[1].Name, periods[1].Days.Count()).ShouldBe(("2024-P02", 35));
        (periods[11].LastDate, periods[11].Days.Count()).ShouldBe((new DateOnly(2024, 2, 3), 35));
        periods[23].Days.Count().ShouldBe(28);
        periods.Zip(periods.Skip(1)).ShouldAllBe(pair => pair.First.LastDate.AddDays(1) == pair.Second.FirstDate);
    }
}
