using Segmentation.Models.Clustering;

namespace Segmentation.Models.Validation;

/// <summary>
/// How much nearer rows are to their own cluster than to the next: (b − a) / max(a, b), with a the mean distance to the
/// other rows of one's cluster and b the least mean distance to the rows of another. From −1 to 1.
/// </summary>
/// <param name="Mean">Over all rows measured; a row alone in its cluster counts 0.</param>
/// <param name="MeanPerCluster">By cluster; NaN for a cluster without rows.</param>
/// <param name="RowCount">Rows measured: all, or the sample.</param>
/// <remarks>
/// Rousseeuw (1987). All pairs of rows: the cost grows with the square of their number, so measure a sample of more
/// than some 20,000. Distances are float32, right to a few parts in ten million, and their sums float64, in an order
/// that depends on neither threads nor vector width; the mean is within 1e-7 of one made in float64 throughout.
/// <see cref="SimplifiedSilhouette"/> is another number.
/// </remarks>
public sealed record Silhouette(double Mean, IReadOnlyList<double> MeanPerCluster, int RowCount)
{
    /// <summary>Measures all rows.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="assignments">Cluster of each row, 0 or more; from 2 to n − 1 different ones.</param>
    /// <param name="threadCount">Threads to use; 0 or less means all cores.</param>
    /// <param name="width">Vector width; leave on Auto.</param>
    /// <param name="cancellationToken">Stops between tiles of rows.</param>
    /// <exception cref="ArgumentException">Shapes differ, or there is nothing to separate.</exception>
    public static Silhouette Exact(
        ReadOnlySpan<float> rows,
        int columnCount,
        ReadOnlySpan<int> assignments,
        int threadCount = 1,
        VectorWidth width = VectorWidth.Auto,
        CancellationToken cancellationToken = default)
    {
        int[] sizes = ClusteredRows.CountSizes(rows.Length, columnCount, assignments);
        int[] labels = assignments.ToArray();
        double[] scores = SilhouettePass.Scores(rows, columnCount, labels, sizes, threadCount, width, cancellationToken);

        double total = 0;
        double[] perCluster = new double[sizes.Length];
        for (int row = 0; row < scores.Length; row++)
        {
            total += scores[row];
            perCluster[labels[row]] += scores[row];
        }

        return new Silhouette(
            total / scores.Length, [.. perCluster.Zip(sizes, (sum, size) => sum / size)], scores.Length);
    }

    /// <summary>Measures a sample among itself: exact for the sample, an estimate for the rest.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="assignments">Cluster of each row.</param>
    /// <param name="sampleSize">Expected rows in the sample; all rows when there are no more.</param>
    /// <param name="seed">Seed of the hash that draws the sample.</param>
    /// <param name="rowKeys">Stable keys to hash; empty means row indices.</param>
    /// <param name="threadCount">Threads to use; 0 or less means all cores.</param>
    /// <param name="cancellationToken">Stops between tiles of rows.</param>
    /// <exception cref="ArgumentException">Shapes differ, or the sample has nothing to separate.</exception>
    public static unsafe Silhouette OfSample(
        ReadOnlySpan<float> rows,
        int columnCount,
        ReadOnlySpan<int> assignments,
        int sampleSize,
        long seed,
        ReadOnlySpan<ulong> rowKeys = default,
        int threadCount = 1,
        CancellationToken cancellationToken = default)
    {
        ClusteredRows.CountSizes(rows.Length, columnCount, assignments);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleSize, 1);
        KMeansChecks.LengthPerRow(rowKeys.IsEmpty ? null : rowKeys.Length, assignments.Length, nameof(rowKeys));
        if (sampleSize >= assignments.Length)
        {
            return Exact(rows, columnCount, assignments, threadCount, cancellationToken: cancellationToken);
        }

        List<int> sample;
        fixed (float* values = rows)
        fixed (ulong* keys = rowKeys)
        {
            var matrix = new RowMatrix(values, null, keys, assignments.Length, columnCount);
            sample = HashSample.Choose(matrix, sampleSize, RowHash.Round(seed, 0, 0));
        }

        float[] sampleRows = new float[sample.Count * columnCount];
        int[] sampleAssignments = new int[sample.Count];
        for (int i = 0; i < sample.Count; i++)
        {
            rows.Slice(sample[i] * columnCount, columnCount).CopyTo(sampleRows.AsSpan(i * columnCount));
            sampleAssignments[i] = assignments[sample[i]];
        }

        return Exact(sampleRows, columnCount, sampleAssignments, threadCount, cancellationToken: cancellationToken);
    }
}
