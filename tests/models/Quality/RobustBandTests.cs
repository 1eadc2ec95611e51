using Segmentation.Models.Quality;

namespace Segmentation.Models.Tests.Quality;

public sealed class RobustBandTests
{
    [Fact]
    public void Median_and_deviation_are_as_worked_by_hand()
    {
        // Sorted 1 2 4 6 9: median 4. Distances 3 2 0 2 5, sorted 0 2 2 3 5: median 2. 1.4826 * 2 = 2.9652.
        RobustBand band = RobustBand.Of([9, 1, 4, 2, 6]);

        band.Median.ShouldBe(4);
        band.Deviation.ShouldBe(2.9652, 1e-12);
    }

    [Fact]
    public void An_even_count_has_the_mean_of_its_two_middle_values()
    {
        // 1 2 4 8: median 3. Distances 2 1 1 5, sorted 1 1 2 5: median 1.5.
        RobustBand band = RobustBand.Of([8, 4, 2, 1]);

        band.Median.ShouldBe(3);
        band.Deviation.ShouldBe(1.4826 * 1.5, 1e-12);
    }

    [Fact]
    public void A_wild_value_moves_the_band_no_further_than_any_other_large_one()
    {
        RobustBand tame = RobustBand.Of([10, 11, 12, 13, 20]);

        RobustBand.Of([10, 11, 12, 13, 1e9]).ShouldBe(tame);
    }

    [Fact]
    public void Below_means_outside_the_band_and_a_fall_that_counts()
    {
        // Median 0.30, deviation 0: any fall is outside the band, so only its size decides.
        RobustBand flat = RobustBand.Of([0.30, 0.30, 0.30, 0.29]);

        flat.IsBelow(0.241, deviations: 3, leastFall: 0.2).ShouldBeFalse();
        flat.IsBelow(0.239, deviations: 3, leastFall: 0.2).ShouldBeTrue();

        // Median 0.30, deviation 1.4826 * 0.1: three of them reach below 0, so no fall is outside.
        RobustBand wide = RobustBand.Of([0.1, 0.2, 0.3, 0.4, 0.5]);
        wide.IsBelow(0, deviations: 3, leastFall: 0.2).ShouldBeFalse();
    }

    [Fact]
    public void Above_means_outside_the_band_and_a_rise_that_counts()
    {
        RobustBand flat = RobustBand.Of([0, 0, 0, 0.5]);

        flat.IsAbove(0.009, deviations: 3, leastRise: 0.01).ShouldBeFalse();
        flat.IsAbove(0.01, deviations: 3, leastRise: 0.01).ShouldBeTrue();
    }

    [Theory]
    [InlineData]
    [InlineData(1d, double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void No_number_or_one_that_is_not_finite_is_refused(params double[] values) =>
        Should.Throw<ArgumentException>(() => RobustBand.Of(values));

    [Fact]
    public void The_usual_gap_is_some_medians_or_what_a_tenth_of_gaps_reach()
    {
        DateOnly monday = new(2026, 1, 5);
        // Four working weeks: of 19 gaps 16 are a day and 3 a weekend of 3 days; the 18th of them in order is 3.
        IEnumerable<DateOnly> workingDays = Enumerable.Range(0, 28).Where(day => day % 7 < 5).Select(monday.AddDays);
        UsualGap.LongestDays(workingDays, times: 2, leastGaps: 4).ShouldBe(3);

        // Every day: the median gap is 1, two of them 2; one silence of 40 days among 30 gaps makes no other usual.
        IEnumerable<DateOnly> everyDay = Enumerable.Range(0, 15).Concat(Enumerable.Range(54, 16)).Select(monday.AddDays);
        UsualGap.LongestDays(everyDay, times: 2, leastGaps: 4).ShouldBe(2);
    }

    [Fact]
    public void Too_few_gaps_are_no_custom_and_a_day_counts_once()
    {
        DateOnly day = new(2026, 1, 5);

        UsualGap.LongestDays([day, day, day.AddDays(1), day.AddDays(2), day.AddDays(3)], times: 2, leastGaps: 4).ShouldBeNull();
        UsualGap.LongestDays([], times: 2, leastGaps: 2).ShouldBeNull();
    }
}
