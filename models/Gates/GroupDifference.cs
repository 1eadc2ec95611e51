using MathNet.Numerics;

namespace Segmentation.Models.Gates;

/// <summary>Whether and how much a value differs between groups.</summary>
/// <param name="Statistic">F of Welch's test, or H of Kruskal and Wallis.</param>
/// <param name="DegreesBetween">Degrees of freedom between groups.</param>
/// <param name="DegreesWithin">Degrees of freedom within groups, for Welch's test; NaN for the other.</param>
/// <param name="Probability">
/// Of a statistic as large without any difference; 1 when there is nothing to compare.
/// </param>
/// <param name="Effect">Share of the variance, or of the variance of ranks, that groups account for: 0 to 1.</param>
public readonly record struct GroupDifference(
    double Statistic, double DegreesBetween, double DegreesWithin, double Probability, double Effect)
{
    private static readonly GroupDifference None = new(0, 0, double.NaN, 1, 0);

    /// <summary>Analysis of variance for groups whose variances differ; the effect is eta squared.</summary>
    /// <param name="groups">
    /// Count, mean and sum of squared deviations from it, per group. Groups of fewer than two members have no variance
    /// and are left out.
    /// </param>
    /// <remarks>
    /// Welch, "On the comparison of several mean values" (1951). For two groups, F is the square of Welch's t. A group
    /// without variance counts as one of a billionth of the whole variance, which is the limit of the formula: two such
    /// groups with different means differ beyond doubt.
    /// </remarks>
    public static GroupDifference Welch(IReadOnlyList<GroupMoments> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        GroupMoments[] usable = [.. groups.Where(group => group.Count >= 2)];
        double count = usable.Sum(group => (double)group.Count);
        double center = usable.Sum(group => group.Count * group.Mean) / count;
        double between = usable.Sum(group => group.Count * (group.Mean - center) * (group.Mean - center));
        double total = between + usable.Sum(group => group.SquaredDeviations);
        if (usable.Length < 2 || !(total > 0))
        {
            return None;
        }

        double floor = 1e-9 * total / count;
        double[] w =
        [
            .. usable.Select(group =>
                group.Count / Math.Max(floor, group.SquaredDeviations / (group.Count - 1))),
        ];
        double weight = w.Sum();
        double mean = usable.Zip(w, (group, wj) => wj * group.Mean).Sum() / weight;
        double k = usable.Length;
        double lambda = usable.Zip(w, (group, wj) => (1 - wj / weight) * (1 - wj / weight) / (group.Count - 1)).Sum();
        double variance = usable.Zip(w, (group, wj) => wj * (group.Mean - mean) * (group.Mean - mean)).Sum() / (k - 1);
        double f = variance / (1 + 2 * (k - 2) / (k * k - 1) * lambda);
        double within = (k * k - 1) / (3 * lambda);
        double probability = SpecialFunctions.BetaRegularized(within / 2, (k - 1) / 2, within / (within + (k - 1) * f));
        return new GroupDifference(f, k - 1, within, Math.Clamp(probability, 0, 1), between / total);
    }

    /// <summary>Analysis of variance of ranks; the effect is epsilon squared.</summary>
    /// <param name="rankSums">Sum of ranks per group, ranks from 1, equal values sharing their mean rank.</param>
    /// <param name="counts">Members per group; an empty group is left out.</param>
    /// <param name="ties">The sum of t³ − t over runs of t equal values.</param>
    /// <remarks>
    /// Kruskal and Wallis, "Use of ranks in one-criterion variance analysis" (1952), corrected for ties; probability
    /// from the chi-squared distribution. Epsilon squared is H / (n − 1) (Tomczak and Tomczak 2014).
    /// </remarks>
    public static GroupDifference KruskalWallis(
        ReadOnlySpan<double> rankSums, ReadOnlySpan<long> counts, double ties)
    {
        double n = 0;
        int occupied = 0;
        foreach (long count in counts)
        {
            n += count;
            occupied += count > 0 ? 1 : 0;
        }

        double correction = 1 - ties / (n * n * n - n);
        if (occupied < 2 || !(correction > 0))
        {
            return None;
        }

        double h = 0;
        for (int group = 0; group < counts.Length; group++)
        {
            double difference = counts[group] > 0 ? rankSums[group] / counts[group] - (n + 1) / 2 : 0;
            h += counts[group] * difference * difference;
        }

        h *= 12 / (n * (n + 1)) / correction;
        double degrees = occupied - 1;
        double probability = h > 0 ? SpecialFunctions.GammaUpperRegularized(degrees / 2, h / 2) : 1;
        return new GroupDifference(h, degrees, double.NaN, Math.Clamp(probability, 0, 1), Math.Min(1, h / (n - 1)));
    }
}

/// <summary>A group, summed up.</summary>
/// <param name="Count">Members.</param>
/// <param name="Mean">Their mean; any number for an empty group.</param>
/// <param name="SquaredDeviations">Sum of squared deviations from the mean.</param>
public readonly record struct GroupMoments(long Count, double Mean, double SquaredDeviations);
