namespace Segmentation.Models.Quality;

/// <summary>How long something that comes again and again usually stays away.</summary>
public static class UsualGap
{
    /// <summary>The longest silence, in days, that is still usual: some times the median gap, or the gap that a tenth of all
    /// gaps reach if that is longer. A feed that pauses at weekends is not late on Sundays; one long silence makes none usual.</summary>
    /// <param name="days">Days on which it came, in any order; a day counts once.</param>
    /// <param name="times">How many median gaps are usual.</param>
    /// <param name="leastGaps">Gaps that must be known.</param>
    /// <returns>Null when fewer gaps are known.</returns>
    public static double? LongestDays(IEnumerable<DateOnly> days, double times, int leastGaps)
    {
        int[] sorted = [.. days.Select(day => day.DayNumber).Distinct().Order()];
        double[] gaps = [.. sorted.Zip(sorted.Skip(1), (before, after) => (double)(after - before))];
        return gaps.Length < Math.Max(1, leastGaps)
            ? null
            : Math.Max(times * RobustBand.Of(gaps).Median, gaps.Order().ElementAt((int)Math.Ceiling(0.9 * gaps.Length) - 1));
    }
}
