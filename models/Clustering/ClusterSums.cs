using System.Runtime.CompilerServices;

namespace Segmentation.Models.Clustering;

/// <summary>For each cluster: the weighted sum of its rows, their weight, and how many rows weigh anything.</summary>
internal sealed class ClusterSums(int clusterCount, int columnCount)
{
    public int ClusterCount { get; } = clusterCount;

    public int ColumnCount { get; } = columnCount;

    /// <summary>Sums, then weights, then counts, in one array so that units add up in one loop.</summary>
    public double[] Values { get; } = new double[LengthFor(clusterCount, columnCount)];

    public int WeightsStart => ClusterCount * ColumnCount;

    public int CountsStart => WeightsStart + ClusterCount;

    public static int LengthFor(int clusterCount, int columnCount) => clusterCount * (columnCount + 2);

    public ReadOnlySpan<double> Sum(int cluster) => Values.AsSpan(cluster * ColumnCount, ColumnCount);

    public double Weight(int cluster) => Values[WeightsStart + cluster];

    public long Count(int cluster) => (long)Values[CountsStart + cluster];

    public void Add(ReadOnlySpan<double> unitValues)
    {
        for (int i = 0; i < unitValues.Length; i++)
        {
            Values[i] += unitValues[i];
        }
    }

    /// <summary>Moves one row's weight between clusters; -1 is no cluster.</summary>
    public unsafe void Move(float* row, double weight, int from, int to)
    {
        fixed (double* values = Values)
        {
            Move(values, ClusterCount, ColumnCount, row, weight, from, to);
        }
    }

    /// <inheritdoc cref="Move(float*, double, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Move(
        double* values, int clusterCount, int columnCount, float* row, double weight, int from, int to)
    {
        double* weights = values + clusterCount * columnCount;
        double* counts = weights + clusterCount;
        double count = weight > 0 ? 1 : 0;
        ExactDistance.AddWeighted(values + to * columnCount, row, weight, columnCount);
        weights[to] += weight;
        counts[to] += count;
        if (from >= 0)
        {
            ExactDistance.AddWeighted(values + from * columnCount, row, -weight, columnCount);
            weights[from] -= weight;
            counts[from] -= count;
        }
    }

    /// <summary>Removes what rounding left behind in clusters that lost their last row.</summary>
    public void ClearEmpty()
    {
        for (int cluster = 0; cluster < ClusterCount; cluster++)
        {
            if (Count(cluster) == 0)
            {
                Values.AsSpan(cluster * ColumnCount, ColumnCount).Clear();
                Values[WeightsStart + cluster] = 0;
            }
        }
    }

    /// <summary>
    /// Writes each cluster's mean over its centroid; a cluster without rows keeps the centroid it has.
    /// </summary>
    public void WriteMeans(Span<double> centroids)
    {
        for (int cluster = 0; cluster < ClusterCount; cluster++)
        {
            WriteMean(cluster, centroids);
        }
    }

    public void WriteMean(int cluster, Span<double> centroids)
    {
        if (Count(cluster) == 0)
        {
            return;
        }

        ReadOnlySpan<double> sum = Sum(cluster);
        for (int column = 0; column < ColumnCount; column++)
        {
            centroids[cluster * ColumnCount + column] = sum[column] / Weight(cluster);
        }
    }
}
