using Segmentation.Models.Clustering;

namespace Segmentation.Models.Selection;

/// <summary>
/// Chooses the number of clusters by vote: each criterion votes for one number among those the business can serve, and
/// the greatest weight of votes wins, a tie going to fewer clusters.
/// </summary>
/// <remarks>
/// No single score is right: the silhouette, for one, likes to set a few large accounts apart and to call the rest one
/// segment. Cost: each candidate is fitted once on all rows; everything else runs on hash samples whose sizes are
/// options. With defaults that is some 90 small fits per candidate: 2 to 10 clusters of a million rows of 12 features
/// take less than 20 seconds of processor time.
/// </remarks>
public static class ClusterCountPolicy
{
    /// <summary>Measures every candidate and decides.</summary>
    /// <param name="rows">Finite features, row-major, scaled as they are to be clustered.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="options">Candidates, weights, limits, seed.</param>
    /// <param name="fit">How rows are clustered; null means <see cref="ClusterFits.KMeans"/> with this seed.</param>
    /// <param name="revenue">
    /// Revenue of each row, finite, in one currency; null leaves revenue concentration unmeasured.
    /// </param>
    /// <param name="rowKeys">Stable keys from which all draws are made; null means row indices.</param>
    /// <param name="cancellationToken">Stops between fits.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, a value is not finite, or there are fewer distinct rows than the largest candidate.
    /// </exception>
    public static ClusterCountDecision Choose(
        ReadOnlyMemory<float> rows,
        int columnCount,
        ClusterCountOptions options,
        ClusterFit? fit = null,
        double[]? revenue = null,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default) =>
        Decide(Measure(rows, columnCount, options, fit, revenue, rowKeys, cancellationToken), options);

    /// <summary>Measures every candidate.</summary>
    /// <inheritdoc cref="Choose" path="/param"/>
    /// <inheritdoc cref="Choose" path="/exception"/>
    public static ClusterCountMeasures Measure(
        ReadOnlyMemory<float> rows,
        int columnCount,
        ClusterCountOptions options,
        ClusterFit? fit = null,
        double[]? revenue = null,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(
            options.SilhouetteSampleSize, 2, nameof(options.SilhouetteSampleSize));
        ulong[] keys = FitRequests.CheckRows(rows.Span, columnCount, rowKeys);
        int[] counts = FitRequests.CheckClusterCounts(options.Candidates, 2, keys.Length);
        CheckRevenue(revenue, keys.Length);
        CheckDistinct(rows, columnCount, counts[^1]);
        return new ClusterCountMeter(
            rows,
            columnCount,
            keys,
            revenue,
            fit ?? ClusterFits.KMeans(options.Seed),
            options,
            cancellationToken).Measure(counts);
    }

    /// <summary>Votes on evidence that was measured before, such as after a change of weights or limits.</summary>
    /// <param name="measures">The evidence.</param>
    /// <param name="options">Weights, limits and thresholds. Candidates are those measured.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or there is no candidate.</exception>
    public static ClusterCountDecision Decide(ClusterCountMeasures measures, ClusterCountOptions options)
    {
        ArgumentNullException.ThrowIfNull(measures);
        ArgumentNullException.ThrowIfNull(options);
        if (measures.Candidates.Count == 0)
        {
            throw new ArgumentException("There is no candidate to decide on.", nameof(measures));
        }

        foreach (ClusterCountCriterion criterion in Enum.GetValues<ClusterCountCriterion>())
        {
            double weight = options.Weights.Of(criterion);
            if (!(weight >= 0 && double.IsFinite(weight)))
            {
                throw new ArgumentException(
                    $"The weight of {criterion} is {weight}; weights are finite and not negative.", nameof(options));
            }
        }

        return new ClusterCountBallot(measures, options).Count();
    }

    private static void CheckRevenue(double[]? revenue, int rowCount)
    {
        KMeansChecks.LengthPerRow(revenue?.Length, rowCount, nameof(revenue));
        int bad = revenue is null ? -1 : Array.FindIndex(revenue, amount => !double.IsFinite(amount));
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"The revenue of row {bad} is {revenue![bad]}; revenue is finite.", nameof(revenue));
        }
    }

    private static unsafe void CheckDistinct(ReadOnlyMemory<float> rows, int columnCount, int clusterCount)
    {
        fixed (float* values = rows.Span)
        {
            KMeansChecks.DistinctRows(
                new RowMatrix(values, null, null, rows.Length / columnCount, columnCount), clusterCount);
        }
    }
}
