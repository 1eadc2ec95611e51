using Segmentation.Models.Clustering;

namespace Segmentation.Models.Selection;

/// <summary>How the gap is measured.</summary>
public sealed record GapOptions
{
    /// <summary>Seed of the sample and of the reference rows.</summary>
    public required long Seed { get; init; }

    /// <summary>Sets of reference rows B, at least 2.</summary>
    public int ReferenceCount { get; init; } = 20;

    /// <summary>What rows without clusters look like.</summary>
    public GapReference Reference { get; init; } = GapReference.PrincipalBox;

    /// <summary>Expected rows in the sample that is clustered, and rows per reference set.</summary>
    public int SampleSize { get; init; } = 5_000;

    /// <summary>Threads to use; 0 or less means all cores. Does not change the result by a bit.</summary>
    public int ThreadCount { get; init; } = 1;
}

/// <summary>The shape from which rows without clusters are drawn.</summary>
public enum GapReference
{
    /// <summary>A box along the principal axes: keeps the correlation of features. Choice (b) of the paper.</summary>
    PrincipalBox,

    /// <summary>
    /// A box along the features, from the least to the greatest value of each. Choice (a) of the paper.
    /// </summary>
    FeatureRanges,
}

/// <summary>The gap at one number of clusters.</summary>
/// <param name="ClusterCount">k.</param>
/// <param name="LogDispersion">
/// ln W of the rows, W being the sum of squared distances to cluster means; −∞ when rows sit on them.
/// </param>
/// <param name="ReferenceLogDispersion">Mean of ln W over the reference sets.</param>
/// <param name="Gap">The second less the first: how much tighter the rows are than rows without clusters.</param>
/// <param name="StandardError">s: standard deviation over reference sets, times √(1 + 1/B).</param>
public sealed record GapRow(
    int ClusterCount, double LogDispersion, double ReferenceLogDispersion, double Gap, double StandardError);

/// <summary>How much tighter rows cluster than rows without clusters would, for several numbers of clusters.</summary>
/// <remarks>
/// Tibshirani, Walther, Hastie, "Estimating the number of clusters in a data set via the gap statistic" (2001). Costs
/// (B + 1) fits of the sample for each k; nothing grows with the square of rows. One reference draw is a hash of (seed,
/// set, row, column).
/// </remarks>
public sealed record GapStatistic
{
    /// <summary>One row per number of clusters, ascending.</summary>
    public required IReadOnlyList<GapRow> Rows { get; init; }

    /// <summary>
    /// The smallest k whose gap is at least the next one's less its standard error; the largest k when none is.
    /// </summary>
    public required int ClusterCount { get; init; }

    /// <summary>Whether the rule stopped at a k; if not, the gap still rises at the largest k.</summary>
    public required bool IsSettled { get; init; }

    /// <summary>Rows measured: all, or the sample.</summary>
    public required int RowCount { get; init; }

    /// <summary>Measures the gap.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="clusterCounts">
    /// Numbers of clusters, from 1 to rows less one, in any order. Include 1, or the answer can never be that there are
    /// no clusters.
    /// </param>
    /// <param name="fit">How rows are clustered; not called for k = 1.</param>
    /// <param name="options">Seed, reference, sizes.</param>
    /// <param name="rowKeys">Stable keys from which the sample is drawn; null means row indices.</param>
    /// <param name="cancellationToken">Stops between fits.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, a value is not finite, all rows are equal, or the sample has no more rows than clusters.
    /// </exception>
    public static GapStatistic Measure(
        ReadOnlyMemory<float> rows,
        int columnCount,
        IReadOnlyList<int> clusterCounts,
        ClusterFit fit,
        GapOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReferenceCount, 2, nameof(options.ReferenceCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleSize, 2, nameof(options.SampleSize));
        ulong[] keys = FitRequests.CheckRows(rows.Span, columnCount, rowKeys);
        RowSubset sample = RowSubset.Sample(
            rows.Span, columnCount, keys, options.SampleSize, RowHash.Round(options.Seed, 1, 0));
        int[] counts = FitRequests.CheckClusterCounts(clusterCounts, 1, sample.RowCount);
        if (sample.DistinctCount(2) < 2)
        {
            throw new ArgumentException(
                "All rows are equal. Nothing was measured; one value has no clusters.", nameof(rows));
        }

        var box = ReferenceBox.Around(sample, options.Reference);
        double[] logs = FitRequests.ForEach(
            counts.Length * (options.ReferenceCount + 1),
            options.ThreadCount,
            unit =>
            {
                int set = unit / counts.Length;
                RowSubset points = set == 0 ? sample : box.Draw(sample.RowCount, RowHash.Round(options.Seed, 2, set));
                return LogDispersion(points, counts[unit % counts.Length], fit, cancellationToken);
            },
            cancellationToken);
        GapRow[] gaps = [.. counts.Select((count, i) => RowOf(count, i, logs, counts.Length))];
        int settled = FirstSettled(gaps);
        return new GapStatistic
        {
            Rows = gaps,
            ClusterCount = settled < 0 ? counts[^1] : counts[settled],
            IsSettled = settled >= 0,
            RowCount = sample.RowCount,
        };
    }

    private static double LogDispersion(
        RowSubset points, int clusterCount, ClusterFit fit, CancellationToken cancellationToken)
    {
        int[] assignments = clusterCount == 1
            ? new int[points.RowCount]
            : points.Fit(fit, clusterCount, 1, cancellationToken).Assignments;
        return Math.Log(ClusterMeans.Dispersion(points.Rows, points.ColumnCount, assignments, clusterCount));
    }

    private static GapRow RowOf(int clusterCount, int place, double[] logs, int stride)
    {
        double[] references = [.. logs.Skip(stride + place).Where((_, i) => i % stride == 0)];
        double mean = references.Average();
        double variance = references.Average(log => (log - mean) * (log - mean));
        double error = Math.Sqrt(variance) * Math.Sqrt(1 + 1.0 / references.Length);
        return new GapRow(clusterCount, logs[place], mean, mean - logs[place], error);
    }

    private static int FirstSettled(GapRow[] rows)
    {
        for (int i = 0; i + 1 < rows.Length; i++)
        {
            if (rows[i].Gap >= rows[i + 1].Gap - rows[i + 1].StandardError)
            {
                return i;
            }
        }

        return -1;
    }
}
