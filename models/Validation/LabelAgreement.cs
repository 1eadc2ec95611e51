using Segmentation.Models.Matching;

namespace Segmentation.Models.Validation;

/// <summary>
/// How far two labellings of the same members agree, whatever the labels are called. Each is 1 for the same grouping.
/// </summary>
public static class LabelAgreement
{
    /// <summary>
    /// Share of pairs of members on which both agree, together or apart. 1 for fewer than two members.
    /// </summary>
    /// <remarks>Rand, "Objective criteria for the evaluation of clustering methods" (1971).</remarks>
    public static double Rand(ContingencyTable table)
    {
        PairCounts pairs = PairCounts.Of(table);
        return pairs.All == 0 ? 1 : (pairs.All + 2 * pairs.Both - pairs.First - pairs.Second) / pairs.All;
    }

    /// <summary>Rand index less what chance gives: 0 on average for unrelated labellings, below 0 for worse.</summary>
    /// <remarks>Hubert and Arabie, "Comparing partitions" (1985).</remarks>
    public static double AdjustedRand(ContingencyTable table)
    {
        PairCounts pairs = PairCounts.Of(table);
        double expected = pairs.All == 0 ? 0 : pairs.First / pairs.All * pairs.Second;
        double most = (pairs.First + pairs.Second) / 2;
        return most == expected ? 1 : (pairs.Both - expected) / (most - expected);
    }

    /// <summary>Geometric mean of pair precision and recall; 0 when no pair is together in both.</summary>
    /// <remarks>Fowlkes and Mallows, "A method for comparing two hierarchical clusterings" (1983).</remarks>
    public static double FowlkesMallows(ContingencyTable table)
    {
        PairCounts pairs = PairCounts.Of(table);
        return pairs.Both == 0 ? 0 : Math.Sqrt(pairs.Both / pairs.First) * Math.Sqrt(pairs.Both / pairs.Second);
    }

    /// <summary>Harmonic mean of homogeneity and completeness, each mutual information over one entropy.</summary>
    /// <remarks>Rosenberg and Hirschberg, "V-measure" (2007), with beta 1.</remarks>
    public static double VMeasure(ContingencyTable table)
    {
        double information = MutualInformation(table);
        double homogeneity = Share(information, Entropy(table.RowTotals, table.Total));
        double completeness = Share(information, Entropy(table.ColumnTotals, table.Total));
        return homogeneity + completeness == 0 ? 0 : 2 * homogeneity * completeness / (homogeneity + completeness);

        static double Share(double information, double entropy) => entropy == 0 ? 1 : information / entropy;
    }

    /// <summary>
    /// Mutual information less what chance gives, over the mean of both entropies less the same. 1 when both labellings
    /// have one label.
    /// </summary>
    /// <remarks>Vinh, Epps, Bailey, "Information theoretic measures for clusterings comparison" (2010).</remarks>
    public static double AdjustedMutualInformation(ContingencyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.RowLabels.Count <= 1 && table.ColumnLabels.Count <= 1)
        {
            return 1;
        }

        double expected = ExpectedInformation.Of(table);
        double most = (Entropy(table.RowTotals, table.Total) + Entropy(table.ColumnTotals, table.Total)) / 2;
        double span = most - expected;

        // Where chance alone reaches the most there is, both differences are rounding; keep the sign, avoid 0/0.
        span = span < 0 ? Math.Min(span, -double.Epsilon) : Math.Max(span, 2.220446049250313e-16);
        return (MutualInformation(table) - expected) / span;
    }

    private static double MutualInformation(ContingencyTable table)
    {
        double sum = 0;
        double total = table.Total;
        for (int row = 0; row < table.RowLabels.Count; row++)
        {
            for (int column = 0; column < table.ColumnLabels.Count; column++)
            {
                double count = table.Counts[row, column];
                if (count > 0)
                {
                    sum += count / total
                        * Math.Log(count / table.RowTotals[row] * (total / table.ColumnTotals[column]));
                }
            }
        }

        return Math.Max(0, sum);
    }

    /// <summary>In nats.</summary>
    private static double Entropy(IReadOnlyList<long> counts, double total)
    {
        double sum = 0;
        foreach (long count in counts)
        {
            sum -= count / total * Math.Log(count / total);
        }

        return Math.Max(0, sum);
    }

    /// <summary>Pairs of members: all, together in both, together in the first, together in the second.</summary>
    private readonly record struct PairCounts(double All, double Both, double First, double Second)
    {
        public static PairCounts Of(ContingencyTable table)
        {
            ArgumentNullException.ThrowIfNull(table);
            double both = 0;
            foreach (long count in table.Counts)
            {
                both += Pairs(count);
            }

            return new PairCounts(
                Pairs(table.Total), both, table.RowTotals.Sum(Pairs), table.ColumnTotals.Sum(Pairs));
        }

        private static double Pairs(long count) => count * (count - 1.0) / 2;
    }
}
