namespace Segmentation.Models.Selection;

/// <summary>Means of clusters, and how far rows lie from them. Any number of clusters, one included.</summary>
internal static class ClusterMeans
{
    /// <summary>Row-major means; zeros for a cluster without rows.</summary>
    public static double[] Of(
        ReadOnlySpan<float> rows, int columnCount, ReadOnlySpan<int> assignments, int clusterCount)
    {
        double[] means = new double[clusterCount * columnCount];
        long[] sizes = new long[clusterCount];
        for (int row = 0; row < assignments.Length; row++)
        {
            ReadOnlySpan<float> values = rows.Slice(row * columnCount, columnCount);
            Span<double> sum = means.AsSpan(assignments[row] * columnCount, columnCount);
            sizes[assignments[row]]++;
            for (int column = 0; column < values.Length; column++)
            {
                sum[column] += values[column];
            }
        }

        for (int i = 0; i < means.Length; i++)
        {
            means[i] /= Math.Max(1, sizes[i / columnCount]);
        }

        return means;
    }

    /// <summary>The sum over rows of the squared distance to the mean of their cluster.</summary>
    public static double Dispersion(
        ReadOnlySpan<float> rows, int columnCount, ReadOnlySpan<int> assignments, int clusterCount)
    {
        double[] means = Of(rows, columnCount, assignments, clusterCount);
        double sum = 0;
        for (int row = 0; row < assignments.Length; row++)
        {
            sum += Validation.ClusteredRows.SquaredDistance(
                rows.Slice(row * columnCount, columnCount),
                means.AsSpan(assignments[row] * columnCount, columnCount));
        }

        return sum;
    }
}
