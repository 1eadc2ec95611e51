using System.Runtime.CompilerServices;
using Segmentation.Models.Clustering;

namespace Segmentation.Models.Validation;

/// <summary>Simplified silhouettes of all rows, summed by cluster in one pass that keeps nothing per row.</summary>
internal sealed unsafe class SimplifiedSilhouettePass(RowMatrix rows, int* assignments, PackedCentroids packed)
{
    private readonly int _clusterCount = packed.ClusterCount;

    /// <summary>Sum of scores and number of rows by cluster, added in unit order.</summary>
    public (double[] Sums, long[] Sizes) Run(int threadCount, CancellationToken cancellationToken)
    {
        RowUnits units = RowUnits.For(rows.RowCount, 2 * _clusterCount);
        var unitSums = new double[units.Count][];
        var unitSizes = new int[units.Count][];
        NearestKernel kernel = NearestKernel.For(VectorWidth.Auto);
        units.ForEach(
            threadCount,
            unit =>
            {
                unitSums[unit] = new double[_clusterCount];
                unitSizes[unit] = new int[_clusterCount];
                SumUnit(kernel, units.First(unit), units.End(unit), unitSums[unit], unitSizes[unit]);
            },
            cancellationToken);

        double[] sums = new double[_clusterCount];
        long[] sizes = new long[_clusterCount];
        for (int unit = 0; unit < units.Count; unit++)
        {
            for (int cluster = 0; cluster < _clusterCount; cluster++)
            {
                sums[cluster] += unitSums[unit][cluster];
                sizes[cluster] += unitSizes[unit][cluster];
            }
        }

        return (sums, sizes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumUnit(NearestKernel kernel, int start, int end, double[] sums, int[] sizes)
    {
        using var assigner = new TileAssigner(kernel, packed);
        fixed (double* centroids = packed.Centroids)
        {
            for (int first = start; first < end; first += assigner.TileRows)
            {
                int available = Math.Min(assigner.TileRows, end - first);
                assigner.Assign(rows.Row(first), available);
                for (int offset = 0; offset < available; offset++)
                {
                    int cluster = assignments[first + offset];
                    sums[cluster] += ScoreOf(assigner, first + offset, offset, cluster, centroids);
                    sizes[cluster]++;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double ScoreOf(TileAssigner assigner, int row, int offset, int cluster, double* centroids)
    {
        float* values = rows.Row(row);
        double own = ExactDistance.Squared(values, centroids + cluster * rows.ColumnCount, rows.ColumnCount);
        if (!(own <= AssignPass.LargestSquaredDistance))
        {
            throw RowStatistics.Unusable(rows, row, row + 1);
        }

        // Beside its own centroid the nearest is another, but for rows that are not with the nearest.
        int nearest = assigner.Index[offset];
        double other = nearest == cluster
            ? Math.Max(own, assigner.SecondSquaredDistance(offset))
            : ExactDistance.Squared(values, centroids + nearest * rows.ColumnCount, rows.ColumnCount);
        double larger = Math.Max(own, other);
        return larger > 0 ? (Math.Sqrt(other) - Math.Sqrt(own)) / Math.Sqrt(larger) : 0;
    }
}
