using Segmentation.Models.Clustering;
using Segmentation.Models.Matching;

namespace Segmentation.Models.Selection;

/// <summary>How prediction strength is measured.</summary>
public sealed record PredictionStrengthOptions
{
    /// <summary>Seed of the sample and of the halves.</summary>
    public required long Seed { get; init; }

    /// <summary>Times the rows are divided into halves, at least 2.</summary>
    public int DivisionCount { get; init; } = 10;

    /// <summary>Strength a number of clusters needs; the paper recommends 0.8 to 0.9.</summary>
    public double Threshold { get; init; } = 0.8;

    /// <summary>Expected rows in the sample that is divided.</summary>
    public int SampleSize { get; init; } = 10_000;

    /// <summary>Threads to use; 0 or less means all cores. Does not change the result by a bit.</summary>
    public int ThreadCount { get; init; } = 1;
}

/// <summary>Prediction strength at one number of clusters.</summary>
/// <param name="ClusterCount">k.</param>
/// <param name="Mean">Mean over divisions, from 0 to 1.</param>
/// <param name="StandardError">Of the mean.</param>
public sealed record PredictionStrengthRow(int ClusterCount, double Mean, double StandardError);

/// <summary>
/// Whether clusters found in one half of the rows are found in the other: of each cluster of a half, the share of its
/// pairs of rows which the other half's centroids put together as well; the worst cluster counts.
/// </summary>
/// <remarks>
/// Tibshirani and Walther, "Cluster validation by prediction strength" (2005), by twofold division, each half tested
/// once. A cluster of fewer than two rows has no pair and does not count. Costs two fits of half the sample per
/// division and k; pairs are counted from a contingency table, so nothing grows with the square of rows.
/// </remarks>
public sealed record PredictionStrength
{
    /// <summary>One row per number of clusters, ascending.</summary>
    public required IReadOnlyList<PredictionStrengthRow> Rows { get; init; }

    /// <summary>The largest k whose mean plus one standard error reaches the threshold; 1 when none does.</summary>
    public required int ClusterCount { get; init; }

    /// <summary>Rows measured: all, or the sample.</summary>
    public required int RowCount { get; init; }

    /// <summary>Measures prediction strength.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="clusterCounts">
    /// Numbers of clusters, each at least 2 and fewer than half the rows; in any order.
    /// </param>
    /// <param name="fit">How rows are clustered. A row of the other half goes to the nearest centroid.</param>
    /// <param name="options">Seed, divisions, sizes.</param>
    /// <param name="rowKeys">Stable keys from which halves are drawn; null means row indices.</param>
    /// <param name="cancellationToken">Stops between fits.</param>
    /// <exception cref="ArgumentException">Shapes differ, a value is not finite, or there are too few rows.</exception>
    public static PredictionStrength Measure(
        ReadOnlyMemory<float> rows,
        int columnCount,
        IReadOnlyList<int> clusterCounts,
        ClusterFit fit,
        PredictionStrengthOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.DivisionCount, 2, nameof(options.DivisionCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleSize, 2, nameof(options.SampleSize));
        ulong[] keys = FitRequests.CheckRows(rows.Span, columnCount, rowKeys);
        RowSubset sample = RowSubset.Sample(
            rows.Span, columnCount, keys, options.SampleSize, RowHash.Round(options.Seed, 3, 0));
        int[] counts = FitRequests.CheckClusterCounts(clusterCounts, 2, sample.RowCount / 2);

        double[] strengths = FitRequests.ForEach(
            counts.Length * options.DivisionCount,
            options.ThreadCount,
            unit => OfDivision(
                sample,
                counts[unit % counts.Length],
                fit,
                RowHash.Round(options.Seed, 4, unit / counts.Length),
                cancellationToken),
            cancellationToken);
        PredictionStrengthRow[] result = [.. counts.Select((count, i) => RowOf(count, i, strengths, counts.Length))];
        return new PredictionStrength
        {
            Rows = result,
            ClusterCount = result.LastOrDefault(row => row.Mean + row.StandardError >= options.Threshold)
                ?.ClusterCount ?? 1,
            RowCount = sample.RowCount,
        };
    }

    /// <summary>
    /// The worst share, over labels of <paramref name="found"/>, of pairs of members that
    /// <paramref name="predicted"/> puts together too.
    /// </summary>
    /// <param name="found">Cluster of each row of the half under test, as its own fit has it.</param>
    /// <param name="predicted">Cluster of each of the same rows, as the other half's centroids have it.</param>
    /// <returns>From 0 to 1; 1 when no cluster has two rows.</returns>
    /// <exception cref="ArgumentException">The labellings differ in length.</exception>
    public static double OfLabels(ReadOnlySpan<int> found, ReadOnlySpan<int> predicted)
    {
        ContingencyTable table = ContingencyTable.Count(found, predicted);
        double worst = 1;
        for (int row = 0; row < table.RowLabels.Count; row++)
        {
            double together = 0;
            for (int column = 0; column < table.ColumnLabels.Count; column++)
            {
                double count = table.Counts[row, column];
                together += count * (count - 1);
            }

            double pairs = table.RowTotals[row] * (table.RowTotals[row] - 1.0);
            worst = pairs > 0 ? Math.Min(worst, together / pairs) : worst;
        }

        return worst;
    }

    private static double OfDivision(
        RowSubset sample, int clusterCount, ClusterFit fit, ulong roundSeed, CancellationToken cancellationToken)
    {
        // By rank of hash, so that halves are halves, whatever the order of rows.
        int[] order = [.. Enumerable.Range(0, sample.RowCount)
            .OrderBy(row => RowHash.Bits(roundSeed, sample.Keys[row])).ThenBy(row => sample.Keys[row])];
        int half = order.Length / 2;
        RowSubset first = sample.Take([.. order.Take(half).Order()]);
        RowSubset second = sample.Take([.. order.Skip(half).Order()]);
        FittedClusters firstFit = first.Fit(fit, clusterCount, 1, cancellationToken);
        FittedClusters secondFit = second.Fit(fit, clusterCount, 1, cancellationToken);
        double strength = OfLabels(firstFit.Assignments, Predict(first, secondFit));
        return (strength + OfLabels(secondFit.Assignments, Predict(second, firstFit))) / 2;
    }

    private static int[] Predict(RowSubset rows, FittedClusters model)
    {
        int[] assignments = new int[rows.RowCount];
        KMeans.Assign(rows.Rows, rows.ColumnCount, model.Centroids, assignments);
        return assignments;
    }

    private static PredictionStrengthRow RowOf(int clusterCount, int place, double[] strengths, int stride)
    {
        double[] mine = [.. strengths.Skip(place).Where((_, i) => i % stride == 0)];
        double mean = mine.Average();
        double variance = mine.Sum(strength => (strength - mean) * (strength - mean)) / (mine.Length - 1);
        return new PredictionStrengthRow(clusterCount, mean, Math.Sqrt(variance / mine.Length));
    }
}
