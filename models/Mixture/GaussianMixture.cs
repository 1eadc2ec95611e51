using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixture;

/// <summary>
/// Clusters that overlap: rows as draws from a few Gaussians, each row belonging to each by a probability.
/// </summary>
/// <remarks>
/// Expectation-maximisation (Dempster, Laird, Rubin 1977) from k-means. Rows are float32, all else float64. One
/// iteration costs n·k·d² for full and tied covariances, n·k·d for the others; memory beyond the rows does not grow
/// with n but for one assignment per row. The result is bit-identical for any number of threads. A million rows of 12
/// columns with 8 full components took a quarter of a second of one core (AVX-512) per iteration; every start takes
/// tens of them, and a k-means.
/// </remarks>
public static class GaussianMixture
{
    /// <summary>The largest number of components accepted.</summary>
    public const int MaxComponentCount = 256;

    /// <summary>The largest number of columns accepted.</summary>
    public const int MaxColumnCount = 512;

    /// <summary>Fits a mixture.</summary>
    /// <param name="rows">
    /// Features, row-major: <paramref name="columnCount"/> values per row, finite, at most 1e16, in like units.
    /// </param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="options">Number and shape of components, seed and the rest.</param>
    /// <param name="rowKeys">
    /// One stable key per row, from which random draws are made; null means the row's index.
    /// </param>
    /// <param name="cancellationToken">Stops the fit between units of rows.</param>
    /// <returns>The start with the highest log-likelihood, and its evidence.</returns>
    /// <exception cref="ArgumentException">
    /// A length is not a whole number of rows; a value is NaN, infinite or too large; there are fewer distinct rows
    /// than components; or units differ so much that a covariance has no inverse in float64.
    /// </exception>
    public static unsafe GaussianMixtureFit Fit(
        ReadOnlyMemory<float> rows,
        int columnCount,
        GaussianMixtureOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        MixtureChecks.Options(options, columnCount);
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        KMeansChecks.LengthPerRow(rowKeys?.Length, rowCount, nameof(rowKeys));

        fixed (float* values = rows.Span)
        fixed (ulong* keys = rowKeys)
        {
            var matrix = new RowMatrix(values, null, keys, rowCount, columnCount);
            int threadCount = RowUnits.ThreadsFor(options.ThreadCount);
            RowStatistics.Of(matrix, threadCount, cancellationToken);
            KMeansChecks.DistinctRows(matrix, options.ComponentCount);

            int restarts = options.InitialModel is null ? options.Restarts : 1;
            double[] logLikelihoods = new double[restarts];
            ExpectationMaximization? best = null;
            int winner = 0;
            for (int restart = 0; restart < restarts; restart++)
            {
                GaussianMixtureModel start = options.InitialModel
                    ?? MixtureStart.FromKMeans(rows, matrix, options, restart, rowKeys, cancellationToken);
                var run = ExpectationMaximization.Run(matrix, start, options, cancellationToken);
                logLikelihoods[restart] = run.LogLikelihoods[^1];
                if (best is null || logLikelihoods[restart] > best.LogLikelihoods[^1])
                {
                    (best, winner) = (run, restart);
                }
            }

            return Describe(matrix, best!, winner, logLikelihoods, threadCount, cancellationToken);
        }
    }

    private static unsafe GaussianMixtureFit Describe(
        RowMatrix rows,
        ExpectationMaximization best,
        int winner,
        double[] logLikelihoods,
        int threadCount,
        CancellationToken cancellationToken)
    {
        int[] assignments = new int[rows.RowCount];
        double entropy;
        fixed (int* target = assignments)
        {
            entropy = new MembershipPass(rows, best.Model, null, target).Run(threadCount, cancellationToken).Entropy;
        }

        long[] sizes = new long[best.Model.ComponentCount];
        foreach (int component in assignments)
        {
            sizes[component]++;
        }

        return new GaussianMixtureFit
        {
            Model = best.Model,
            RowCount = rows.RowCount,
            Assignments = assignments,
            Sizes = sizes,
            LogLikelihood = best.LogLikelihoods[^1],
            LogLikelihoodPerIteration = best.LogLikelihoods,
            Iterations = best.LogLikelihoods.Count - 1,
            Converged = best.Converged,
            WinningRestart = winner,
            LogLikelihoodPerRestart = logLikelihoods,
            FlooredDirectionCount = best.FlooredDirections,
            MeanMembershipEntropy = entropy / rows.RowCount,
        };
    }
}
