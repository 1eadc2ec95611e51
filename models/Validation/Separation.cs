namespace Segmentation.Models.Validation;

/// <summary>Indices of separation that need one pass over the rows.</summary>
public static class Separation
{
    /// <summary>
    /// Variance between clusters over variance within, each per degree of freedom. Higher is better; infinite when rows
    /// sit on their means.
    /// </summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="assignments">Cluster of each row, 0 or more; from 2 to n − 1 different ones.</param>
    /// <remarks>Calinski and Harabasz, "A dendrite method for cluster analysis" (1974).</remarks>
    public static double CalinskiHarabasz(ReadOnlySpan<float> rows, int columnCount, ReadOnlySpan<int> assignments)
    {
        int[] sizes = ClusteredRows.CountSizes(rows.Length, columnCount, assignments);
        double[] means = ClusteredRows.Means(rows, columnCount, assignments, sizes);
        double[] center = new double[columnCount];
        for (int i = 0; i < means.Length; i++)
        {
            center[i % columnCount] += means[i] * sizes[i / columnCount] / assignments.Length;
        }

        double within = 0;
        for (int row = 0; row < assignments.Length; row++)
        {
            within += ClusteredRows.SquaredDistance(
                rows.Slice(row * columnCount, columnCount), means.AsSpan(assignments[row] * columnCount, columnCount));
        }

        double between = 0;
        for (int i = 0; i < means.Length; i++)
        {
            double difference = means[i] - center[i % columnCount];
            between += sizes[i / columnCount] * difference * difference;
        }

        int clusterCount = sizes.Count(size => size > 0);
        return between / (clusterCount - 1) / (within / (assignments.Length - clusterCount));
    }

    /// <summary>
    /// For each cluster the worst ratio of two clusters' mean spreads to the distance of their means, averaged. Lower
    /// is
    /// better; infinite when two means coincide.
    /// </summary>
    /// <inheritdoc cref="CalinskiHarabasz" path="/param"/>
    /// <remarks>Davies and Bouldin, "A cluster separation measure" (1979), with p = 2 and q = 1.</remarks>
    public static double DaviesBouldin(ReadOnlySpan<float> rows, int columnCount, ReadOnlySpan<int> assignments)
    {
        int[] sizes = ClusteredRows.CountSizes(rows.Length, columnCount, assignments);
        double[] means = ClusteredRows.Means(rows, columnCount, assignments, sizes);
        double[] spreads = new double[sizes.Length];
        for (int row = 0; row < assignments.Length; row++)
        {
            int cluster = assignments[row];
            double distance = Math.Sqrt(ClusteredRows.SquaredDistance(
                rows.Slice(row * columnCount, columnCount), means.AsSpan(cluster * columnCount, columnCount)));
            spreads[cluster] += distance / sizes[cluster];
        }

        double sum = 0;
        for (int cluster = 0; cluster < sizes.Length; cluster++)
        {
            sum += sizes[cluster] > 0 ? WorstRatio(cluster, means, spreads, sizes, columnCount) : 0;
        }

        return sum / sizes.Count(size => size > 0);
    }

    private static double WorstRatio(int cluster, double[] means, double[] spreads, int[] sizes, int columnCount)
    {
        double worst = 0;
        for (int other = 0; other < sizes.Length; other++)
        {
            if (other == cluster || sizes[other] == 0)
            {
                continue;
            }

            double squared = 0;
            for (int column = 0; column < columnCount; column++)
            {
                double difference = means[cluster * columnCount + column] - means[other * columnCount + column];
                squared += difference * difference;
            }

            double spread = spreads[cluster] + spreads[other];
            double coinciding = spread > 0 ? double.PositiveInfinity : 0;
            worst = Math.Max(worst, squared > 0 ? spread / Math.Sqrt(squared) : coinciding);
        }

        return worst;
    }
}
