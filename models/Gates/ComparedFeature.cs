using Segmentation.Models.Selection;

namespace Segmentation.Models.Gates;

/// <summary>One feature compared between all groups and between every pair of them.</summary>
/// <param name="All">Between all groups.</param>
/// <param name="PairProbabilities">Per pair, pairs in the order (0,1), (0,2), …, (1,2), ….</param>
/// <param name="PairEffects">Per pair, without sign: Cliff's delta or Cohen's d.</param>
internal sealed record ComparedFeature(GroupDifference All, double[] PairProbabilities, double[] PairEffects)
{
    public static ComparedFeature Of(RowSubset rows, int column, int[] groups, int groupCount, DistinctnessTest test)
    {
        double[] values = new double[rows.RowCount];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = rows.Rows[row * rows.ColumnCount + column];
        }

        return test == DistinctnessTest.Welch
            ? OfMeans(values, groups, groupCount)
            : OfRanks(values, groups, groupCount);
    }

    private static ComparedFeature OfRanks(double[] values, int[] groups, int groupCount)
    {
        var ranked = RankedGroups.Of(values, groups, groupCount);
        (int First, int Second)[] pairs = [.. Pairs(groupCount)];
        return new ComparedFeature(
            ranked.All(),
            [.. pairs.Select(pair => ranked.Pair(pair.First, pair.Second).Probability)],
            [.. pairs.Select(pair => Math.Abs(ranked.Delta(pair.First, pair.Second)))]);
    }

    private static ComparedFeature OfMeans(double[] values, int[] groups, int groupCount)
    {
        GroupMoments[] moments = Moments(values, groups, groupCount);
        (int First, int Second)[] pairs = [.. Pairs(groupCount)];
        return new ComparedFeature(
            GroupDifference.Welch(moments),
            [.. pairs.Select(pair => GroupDifference.Welch([moments[pair.First], moments[pair.Second]]).Probability)],
            [.. pairs.Select(pair => CohenD(moments[pair.First], moments[pair.Second]))]);
    }

    /// <summary>Pairs of groups, in the order of every list of pairs here.</summary>
    public static IEnumerable<(int First, int Second)> Pairs(int groupCount) =>
        Enumerable.Range(0, groupCount).SelectMany(
            first => Enumerable.Range(first + 1, groupCount - first - 1).Select(second => (first, second)));

    private static GroupMoments[] Moments(double[] values, int[] groups, int groupCount)
    {
        long[] counts = new long[groupCount];
        double[] means = new double[groupCount];
        double[] deviations = new double[groupCount];
        for (int row = 0; row < values.Length; row++)
        {
            // Welford's update keeps its digits where a sum of squares would lose them.
            int group = groups[row];
            double difference = values[row] - means[group];
            means[group] += difference / ++counts[group];
            deviations[group] += difference * (values[row] - means[group]);
        }

        return [.. counts.Select((count, group) => new GroupMoments(count, means[group], deviations[group]))];
    }

    /// <summary>
    /// Difference of means over the root of the mean variance; infinite without variance, 0 for equal means.
    /// </summary>
    private static double CohenD(GroupMoments first, GroupMoments second)
    {
        double difference = Math.Abs(first.Mean - second.Mean);
        double variance = (Variance(first) + Variance(second)) / 2;
        return difference == 0 ? 0 : difference / Math.Sqrt(variance);

        static double Variance(GroupMoments group) => group.Count > 1 ? group.SquaredDeviations / (group.Count - 1) : 0;
    }
}
