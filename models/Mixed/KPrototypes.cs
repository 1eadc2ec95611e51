using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixed;

/// <summary>
/// Clusters of rows that have numbers and categories: k-means for the numbers, the most frequent category for the rest.
/// </summary>
/// <remarks>
/// Huang, "Extensions to the k-means algorithm for clustering large data sets with categorical values" (1998), with all
/// rows assigned before prototypes move, so that the order of rows cannot matter. One iteration costs
/// n·k·(numbers + categories). The result is bit-identical for any number of threads.
/// </remarks>
public static class KPrototypes
{
    /// <summary>The largest k accepted.</summary>
    public const int MaxClusterCount = 1024;

    /// <summary>The most codes accepted, over all categorical features together.</summary>
    public const int MaxCodeCount = 65_536;

    /// <summary>The most clusters times codes: each pair is counted per unit of rows.</summary>
    private const int MaxCountedPairs = 1 << 21;

    /// <summary>Fits k prototypes and assigns every row to its nearest.</summary>
    /// <param name="numeric">
    /// Numeric features, row-major, finite, in like units (see <see cref="FeatureScaler"/>); empty when there are none.
    /// </param>
    /// <param name="numericCount">Numeric features per row.</param>
    /// <param name="categories">
    /// Categories as codes from 0, row-major; a missing category has a code of its own. Empty when there are none.
    /// </param>
    /// <param name="categoricalCount">Categorical features per row.</param>
    /// <param name="options">Number of clusters, seed and the rest.</param>
    /// <param name="rowKeys">One stable key per row, from which draws are made; null means the row's index.</param>
    /// <param name="cancellationToken">Stops the fit between units of rows.</param>
    /// <returns>
    /// The start with the lowest cost, and its evidence. With fewer different rows than clusters some stay empty.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, a number is not finite, a code is negative or too large, or there are more clusters than rows.
    /// </exception>
    public static unsafe KPrototypesFit Fit(
        ReadOnlyMemory<float> numeric,
        int numericCount,
        ReadOnlyMemory<int> categories,
        int categoricalCount,
        KPrototypesOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        int rowCount = RowCount(numeric.Length, numericCount, categories.Length, categoricalCount);
        MixedRows.Check(numeric.Span, numericCount, categories.Span, categoricalCount, rowCount);
        KMeansChecks.LengthPerRow(rowKeys?.Length, rowCount, nameof(rowKeys));
        Check(options, rowCount);

        fixed (float* numbers = numeric.Span)
        fixed (int* codes = categories.Span)
        fixed (ulong* keys = rowKeys)
        {
            var rows = new MixedRows(numbers, codes, keys, rowCount, numericCount, categoricalCount);
            return FitPinned(rows, options, cancellationToken);
        }
    }

    /// <summary>
    /// A gamma under which a pair of random rows differs as much by a category as by a number: the mean variance of the
    /// numeric features over the mean heterogeneity, 1 − Σ share², of the categorical ones. It scales with the numbers'
    /// units; 1 when either kind is absent or constant.
    /// </summary>
    /// <inheritdoc cref="Fit" path="/param"/>
    /// <remarks>
    /// Szepannek, "clustMixType: user-friendly clustering of mixed-type data in R" (2018), lambdaest. Huang (1998)
    /// advises a third to two thirds of the numeric standard deviation, which changes meaning with the unit.
    /// </remarks>
    public static unsafe double DefaultGamma(
        ReadOnlySpan<float> numeric, int numericCount, ReadOnlySpan<int> categories, int categoricalCount)
    {
        int rowCount = RowCount(numeric.Length, numericCount, categories.Length, categoricalCount);
        MixedRows.Check(numeric, numericCount, categories, categoricalCount, rowCount);
        fixed (float* numbers = numeric)
        fixed (int* codes = categories)
        {
            var rows = new MixedRows(numbers, codes, null, rowCount, numericCount, categoricalCount);
            return Gamma(rows, PrototypeSums.CodeStarts(rows), 1, CancellationToken.None);
        }
    }

    private static KPrototypesFit FitPinned(
        MixedRows rows, KPrototypesOptions options, CancellationToken cancellationToken)
    {
        int threadCount = RowUnits.ThreadsFor(options.ThreadCount);
        int[] codeStarts = PrototypeSums.CodeStarts(rows);
        if ((long)options.ClusterCount * codeStarts[^1] > MaxCountedPairs)
        {
            throw new ArgumentException(
                $"{options.ClusterCount} clusters of {codeStarts[^1]} codes are more than {MaxCountedPairs} pairs to " +
                "count. Ask for fewer clusters, or group rare categories.");
        }

        var shape = new KPrototypesModel
        {
            ClusterCount = options.ClusterCount,
            NumericCount = rows.NumericCount,
            CategoricalCount = rows.CategoricalCount,
            Gamma = options.Gamma ?? Gamma(rows, codeStarts, threadCount, cancellationToken),
            Means = [],
            Modes = [],
        };
        var descent = new PrototypeDescent(rows, codeStarts, threadCount, cancellationToken);
        double[] costs = new double[options.Restarts];
        KPrototypesFit? best = null;
        for (int restart = 0; restart < options.Restarts; restart++)
        {
            KPrototypesModel seeds = PrototypeSeeding.Choose(rows, shape, options.Seed, restart);
            KPrototypesFit fit = descent.Run(seeds, options.MaxIterations);
            costs[restart] = fit.Cost;
            best = best is null || fit.Cost < best.Cost ? fit with { WinningRestart = restart } : best;
        }

        return best! with { CostPerRestart = costs };
    }

    private static unsafe double Gamma(
        MixedRows rows, int[] codeStarts, int threadCount, CancellationToken cancellationToken)
    {
        if (rows.NumericCount == 0 || rows.CategoricalCount == 0)
        {
            return 1;
        }

        var matrix = new RowMatrix(rows.Numbers(0), null, null, rows.RowCount, rows.NumericCount);
        double variance = RowStatistics.Of(matrix, threadCount, cancellationToken).MeanVariance;
        PrototypeSums all = PrototypeSums.Of(
            rows, 1, codeStarts, new int[rows.RowCount], threadCount, cancellationToken);
        double heterogeneity = Enumerable.Range(0, rows.CategoricalCount).Average(all.Heterogeneity);
        return variance > 0 && heterogeneity > 0 ? variance / heterogeneity : 1;
    }

    private static int RowCount(int numberCount, int numericCount, int codeCount, int categoricalCount) =>
        numericCount > 0 ? numberCount / numericCount : categoricalCount > 0 ? codeCount / categoricalCount : 0;

    private static void Check(KPrototypesOptions options, int rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ClusterCount, 1, nameof(options.ClusterCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            options.ClusterCount, MaxClusterCount, nameof(options.ClusterCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Restarts, 1, nameof(options.Restarts));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxIterations, 1, nameof(options.MaxIterations));
        if (options.Gamma is { } gamma && !(gamma >= 0 && double.IsFinite(gamma)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"Gamma is {gamma}; it must be finite and not negative.");
        }

        if (options.ClusterCount > rowCount)
        {
            throw new ArgumentException(
                $"{options.ClusterCount} clusters were asked of {rowCount} rows. Nothing was fitted. Ask for fewer.");
        }
    }
}
