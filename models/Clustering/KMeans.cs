namespace Segmentation.Models.Clustering;

/// <summary>k-means: rows to the nearest of k means, means to the middle of their rows, until still.</summary>
/// <remarks>
/// Rows are float32; sums, centroids and inertia are float64, and every assignment is the one float64 would make. The
/// result is bit-identical for any number of threads and any vector width. Random draws are hashes of row keys, so with
/// keys the seeds do not depend on row order; sums do run in row order, so pass rows ordered by key and a rerun on
/// reordered input agrees to the last bit.
/// </remarks>
public static partial class KMeans
{
    /// <summary>The largest k accepted.</summary>
    public const int MaxClusterCount = 4096;

    /// <summary>Fits k centroids and assigns every row to its nearest.</summary>
    /// <param name="rows">
    /// Features, row-major: <paramref name="columnCount"/> values per row, finite, at most 1e16.
    /// </param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="options">Number of clusters, seed and the rest.</param>
    /// <param name="weights">One weight per row, finite and not negative, some positive; null means 1 each.</param>
    /// <param name="rowKeys">
    /// One stable key per row, from which random draws are made; null means the row's index.
    /// </param>
    /// <param name="cancellationToken">Stops the fit between units of rows.</param>
    /// <returns>
    /// The start with the lowest inertia, and its evidence. Empty clusters are moved to far rows on the way.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A length is not a whole number of rows; a value is NaN, infinite or too large; or there are fewer distinct rows
    /// than clusters.
    /// </exception>
    public static unsafe KMeansFit Fit(
        ReadOnlyMemory<float> rows,
        int columnCount,
        KMeansOptions options,
        float[]? weights = null,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        KMeansChecks.Options(options, columnCount);
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        KMeansChecks.Weights(weights, rowCount);
        KMeansChecks.LengthPerRow(rowKeys?.Length, rowCount, nameof(rowKeys));

        fixed (float* values = rows.Span)
        fixed (float* weightValues = weights)
        fixed (ulong* keys = rowKeys)
        {
            var matrix = new RowMatrix(values, weightValues, keys, rowCount, columnCount);
            return FitPinned(matrix, options, cancellationToken);
        }
    }

    private static KMeansFit FitPinned(RowMatrix rows, KMeansOptions options, CancellationToken cancellationToken)
    {
        int threadCount = RowUnits.ThreadsFor(options.ThreadCount);
        RowStatistics statistics = RowStatistics.Of(rows, threadCount, cancellationToken);
        KMeansChecks.DistinctRows(rows, options.ClusterCount);

        using var pass = new LloydPass(rows, options.ClusterCount, options.Width, threadCount);
        int restarts = options.InitialCentroids is null ? options.Restarts : 1;
        double[] inertias = new double[restarts];
        int[] assignments = [];
        Lloyd.Outcome? best = null;
        int winner = 0;
        for (int restart = 0; restart < restarts; restart++)
        {
            double[] seeds = Seeding.Choose(rows, options, restart, cancellationToken);
            Lloyd.Outcome outcome = Lloyd.Run(pass, statistics, seeds, options, cancellationToken);
            inertias[restart] = outcome.Inertia;
            if (best is null || outcome.Inertia < best.Inertia)
            {
                best = outcome;
                winner = restart;
                assignments = restarts == 1 ? pass.Assignments : (int[])pass.Assignments.Clone();
            }
        }

        return new KMeansFit
        {
            Centroids = best!.Centroids,
            ColumnCount = rows.ColumnCount,
            ClusterCount = options.ClusterCount,
            Assignments = assignments,
            Sizes = CountSizes(assignments, options.ClusterCount),
            Inertia = best.Inertia,
            InertiaPerIteration = best.InertiaPerIteration,
            Iterations = best.Iterations,
            Converged = best.Converged,
            WinningRestart = winner,
            InertiaPerRestart = inertias,
            Relocations = best.Relocations,
        };
    }

    private static long[] CountSizes(int[] assignments, int clusterCount)
    {
        long[] sizes = new long[clusterCount];
        foreach (int cluster in assignments)
        {
            sizes[cluster]++;
        }

        return sizes;
    }
}
