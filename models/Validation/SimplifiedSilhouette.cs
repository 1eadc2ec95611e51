using Segmentation.Models.Clustering;

namespace Segmentation.Models.Validation;

/// <summary>
/// A silhouette against centroids instead of rows: (b − a) / max(a, b), with a the distance to one's own centroid and b
/// the distance to the nearest other. Cheap enough for every row.
/// </summary>
/// <param name="Mean">Over all rows. Usually well above the exact silhouette; never show one as the other.</param>
/// <param name="MeanPerCluster">By cluster; NaN for a cluster without rows.</param>
/// <remarks>Hruschka, Campello, de Castro (2006).</remarks>
public sealed record SimplifiedSilhouette(double Mean, IReadOnlyList<double> MeanPerCluster)
{
    /// <summary>Measures rows against centroids.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="centroids">At least two centroids, row-major.</param>
    /// <param name="assignments">Cluster of each row; need not be the nearest.</param>
    /// <param name="threadCount">Threads to use; 0 or less means all cores.</param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    /// <exception cref="ArgumentException">Shapes differ, a value is not finite, or there is one centroid.</exception>
    public static unsafe SimplifiedSilhouette Of(
        ReadOnlySpan<float> rows,
        int columnCount,
        ReadOnlySpan<double> centroids,
        ReadOnlySpan<int> assignments,
        int threadCount = 1,
        CancellationToken cancellationToken = default)
    {
        int clusterCount = KMeansChecks.RowCount(centroids.Length, columnCount, nameof(centroids));
        ArgumentOutOfRangeException.ThrowIfLessThan(clusterCount, 2, nameof(centroids));
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        KMeansChecks.LengthPerRow(assignments.Length, rowCount, nameof(assignments));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusterCount, KMeans.MaxClusterCount, nameof(centroids));
        KMeansChecks.Centroids(centroids);
        foreach (int cluster in assignments)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                (uint)cluster, (uint)clusterCount, nameof(assignments));
        }

        using var packed = new PackedCentroids(clusterCount, columnCount);
        packed.Pack(centroids);
        fixed (float* values = rows)
        fixed (int* clusters = assignments)
        {
            var matrix = new RowMatrix(values, null, null, rowCount, columnCount);
            var pass = new SimplifiedSilhouettePass(matrix, clusters, packed);
            (double[] sums, long[] sizes) = pass.Run(RowUnits.ThreadsFor(threadCount), cancellationToken);
            return new SimplifiedSilhouette(sums.Sum() / rowCount, [.. sums.Zip(sizes, (sum, size) => sum / size)]);
        }
    }
}
