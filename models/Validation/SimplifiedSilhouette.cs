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
    public static SimplifiedSilhouette Of(
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
        int[] nearest = new int[rowCount];
        double[] first = new double[rowCount];
        double[] second = new double[rowCount];
        KMeans.AssignWithMargin(
            rows, columnCount, centroids, nearest, first, second, threadCount, cancellationToken: cancellationToken);

        double total = 0;
        double[] sums = new double[clusterCount];
        long[] sizes = new long[clusterCount];
        for (int row = 0; row < rowCount; row++)
        {
            int cluster = assignments[row];
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                (uint)cluster, (uint)clusterCount, nameof(assignments));
            bool isNearest = nearest[row] == cluster;
            double own = isNearest ? first[row] : ClusteredRows.SquaredDistance(
                rows.Slice(row * columnCount, columnCount), centroids.Slice(cluster * columnCount, columnCount));
            double score = Score(Math.Sqrt(own), Math.Sqrt(isNearest ? second[row] : first[row]));
            total += score;
            sums[cluster] += score;
            sizes[cluster]++;
        }

        return new SimplifiedSilhouette(total / rowCount, [.. sums.Zip(sizes, (sum, size) => sum / size)]);
    }

    private static double Score(double own, double other)
    {
        double larger = Math.Max(own, other);
        return larger > 0 ? (other - own) / larger : 0;
    }
}
