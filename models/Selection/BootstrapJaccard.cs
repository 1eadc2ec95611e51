using Segmentation.Models.Clustering;
using Segmentation.Models.Matching;

namespace Segmentation.Models.Selection;

/// <summary>How clusters are resampled, and what counts as stable.</summary>
public sealed record BootstrapJaccardOptions
{
    /// <summary>Seed of the sample and of the resamples.</summary>
    public required long Seed { get; init; }

    /// <summary>Resamples, at least 2.</summary>
    public int ResampleCount { get; init; } = 50;

    /// <summary>Expected rows in the sample from which resamples are drawn.</summary>
    public int SampleSize { get; init; } = 10_000;

    /// <summary>From here a cluster is stable, and a resample has recovered it.</summary>
    public double StableJaccard { get; init; } = 0.75;

    /// <summary>From here a cluster is highly stable.</summary>
    public double HighlyStableJaccard { get; init; } = 0.85;

    /// <summary>At or below it a cluster, or a resample of it, is dissolved.</summary>
    public double DissolvedJaccard { get; init; } = 0.5;

    /// <summary>Threads to use; 0 or less means all cores. Does not change the result by a bit.</summary>
    public int ThreadCount { get; init; } = 1;
}

/// <summary>What resampling says of a cluster.</summary>
public enum ClusterStability
{
    /// <summary>Too few of its rows are in the sample to say anything.</summary>
    NotMeasured,

    /// <summary>The cluster does not come back.</summary>
    Dissolved,

    /// <summary>Something is there, but who belongs to it is doubtful.</summary>
    Doubtful,

    /// <summary>A valid, stable cluster.</summary>
    Stable,

    /// <summary>A cluster that comes back almost whole.</summary>
    HighlyStable,
}

/// <summary>How one cluster fared in the resamples.</summary>
/// <param name="Cluster">Its number in the fit judged.</param>
/// <param name="RowCount">Its rows in the sample.</param>
/// <param name="MeanJaccard">
/// Mean over resamples of the Jaccard coefficient with the most similar cluster found; NaN when not measured.
/// </param>
/// <param name="RecoveredCount">Resamples that recovered it.</param>
/// <param name="DissolvedCount">Resamples in which it dissolved.</param>
/// <param name="ResampleCount">Resamples that held a row of it.</param>
/// <param name="Stability">The verdict.</param>
public sealed record ClusterJaccard(
    int Cluster,
    int RowCount,
    double MeanJaccard,
    int RecoveredCount,
    int DissolvedCount,
    int ResampleCount,
    ClusterStability Stability);

/// <summary>Whether each cluster comes back when rows are resampled.</summary>
/// <remarks>
/// Hennig, "Cluster-wise assessment of cluster stability" (2007); thresholds as there and in his fpc package. As in its
/// default, a row drawn more than once is used once, so that a row is in a resample with probability 1 − (1 − 1/n)ⁿ,
/// which a hash of (seed, resample, key) decides. Costs one fit of 0.63 of the sample per resample.
/// </remarks>
public sealed record BootstrapJaccard
{
    /// <summary>One entry per cluster of the fit judged.</summary>
    public required IReadOnlyList<ClusterJaccard> Clusters { get; init; }

    /// <summary>The least mean Jaccard of a measured cluster; NaN when none is measured.</summary>
    public required double Minimum { get; init; }

    /// <summary>Rows resampled: all, or the sample.</summary>
    public required int RowCount { get; init; }

    /// <summary>Resamples rows, fits them and looks for the clusters of a fit.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="judged">The fit whose clusters are judged: one assignment per row.</param>
    /// <param name="fit">How rows are clustered.</param>
    /// <param name="options">Seed, resamples, thresholds.</param>
    /// <param name="rowKeys">Stable keys from which resamples are drawn; null means row indices.</param>
    /// <param name="cancellationToken">Stops between fits.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, a value is not finite, an assignment has no centroid, or thresholds do not ascend.
    /// </exception>
    public static BootstrapJaccard Measure(
        ReadOnlyMemory<float> rows,
        int columnCount,
        FittedClusters judged,
        ClusterFit fit,
        BootstrapJaccardOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(judged);
        ArgumentNullException.ThrowIfNull(fit);
        CheckOptions(options);
        ulong[] keys = FitRequests.CheckRows(rows.Span, columnCount, rowKeys);
        int clusterCount = KMeansChecks.RowCount(judged.Centroids.Length, columnCount, nameof(judged));
        FitRequests.Run(_ => judged, new ClusterFitRequest
        {
            Rows = rows,
            ColumnCount = columnCount,
            ClusterCount = clusterCount,
            RowKeys = keys,
        });
        RowSubset sample = RowSubset.Sample(
            rows.Span, columnCount, keys, options.SampleSize, RowHash.Round(options.Seed, 5, 0));
        int[] labels = sample.Pick(judged.Assignments);
        double[][] similarities = FitRequests.ForEach(
            options.ResampleCount,
            options.ThreadCount,
            resample => OfResample(
                sample, labels, clusterCount, fit, RowHash.Round(options.Seed, 6, resample), cancellationToken),
            cancellationToken);

        ClusterJaccard[] clusters =
        [
            .. Enumerable.Range(0, clusterCount).Select(cluster => Summarize(
                cluster,
                labels.Count(label => label == cluster),
                [.. similarities.Select(resample => resample[cluster]).Where(double.IsFinite)],
                options)),
        ];
        double[] measured = [.. clusters.Select(cluster => cluster.MeanJaccard).Where(double.IsFinite)];
        return new BootstrapJaccard
        {
            Clusters = clusters,
            Minimum = measured.Length > 0 ? measured.Min() : double.NaN,
            RowCount = sample.RowCount,
        };
    }

    private static double[] OfResample(
        RowSubset sample,
        int[] labels,
        int clusterCount,
        ClusterFit fit,
        ulong roundSeed,
        CancellationToken cancellationToken)
    {
        double share = 1 - Math.Pow(1 - 1.0 / sample.RowCount, sample.RowCount);
        int[] places = [.. Enumerable.Range(0, sample.RowCount)
            .Where(row => RowHash.Uniform(roundSeed, sample.Keys[row]) < share)];
        double[] similarities = new double[clusterCount];
        Array.Fill(similarities, double.NaN);
        if (places.Length == 0)
        {
            return similarities;
        }

        int[] found = sample.Take(places).Fit(fit, clusterCount, 1, cancellationToken).Assignments;
        int[] known = [.. places.Select(place => labels[place])];
        ContingencyTable table = ContingencyTable.Count(known, found);
        double[] best = LabelJaccard.BestPerRow(table);
        for (int row = 0; row < best.Length; row++)
        {
            similarities[table.RowLabels[row]] = best[row];
        }

        return similarities;
    }

    private static ClusterJaccard Summarize(
        int cluster, int rowCount, double[] similarities, BootstrapJaccardOptions options)
    {
        double mean = similarities.Length > 0 ? similarities.Average() : double.NaN;
        ClusterStability stability =
            double.IsNaN(mean) ? ClusterStability.NotMeasured
            : mean >= options.HighlyStableJaccard ? ClusterStability.HighlyStable
            : mean >= options.StableJaccard ? ClusterStability.Stable
            : mean > options.DissolvedJaccard ? ClusterStability.Doubtful
            : ClusterStability.Dissolved;
        return new ClusterJaccard(
            cluster,
            rowCount,
            mean,
            similarities.Count(similarity => similarity >= options.StableJaccard),
            similarities.Count(similarity => similarity <= options.DissolvedJaccard),
            similarities.Length,
            stability);
    }

    private static void CheckOptions(BootstrapJaccardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ResampleCount, 2, nameof(options.ResampleCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleSize, 2, nameof(options.SampleSize));
        if (!(options.DissolvedJaccard >= 0
            && options.DissolvedJaccard <= options.StableJaccard
            && options.StableJaccard <= options.HighlyStableJaccard
            && options.HighlyStableJaccard <= 1))
        {
            throw new ArgumentException(
                $"Thresholds are {options.DissolvedJaccard}, {options.StableJaccard} and " +
                $"{options.HighlyStableJaccard}; dissolved, stable and highly stable ascend from 0 to 1.",
                nameof(options));
        }
    }
}
