using Segmentation.Models.Clustering;

namespace Segmentation.Models.Selection;

/// <summary>Some of the rows, copied together with their keys.</summary>
/// <param name="Rows">Features, row-major.</param>
/// <param name="ColumnCount">Features per row.</param>
/// <param name="Keys">Key per row.</param>
/// <param name="Indices">Where each row stands among all rows; ascending.</param>
internal sealed record RowSubset(float[] Rows, int ColumnCount, ulong[] Keys, int[] Indices)
{
    public int RowCount => Indices.Length;

    /// <summary>
    /// Rows whose hash falls below a threshold, in row order; all rows when that many were asked for.
    /// </summary>
    public static RowSubset Sample(
        ReadOnlySpan<float> rows, int columnCount, ulong[] keys, int expected, ulong roundSeed)
    {
        double share = (double)expected / keys.Length;
        var indices = new List<int>((int)Math.Min(keys.Length, expected + expected / 8L));
        for (int row = 0; row < keys.Length; row++)
        {
            if (share >= 1 || RowHash.Uniform(roundSeed, keys[row]) < share)
            {
                indices.Add(row);
            }
        }

        return Take(rows, columnCount, keys, [.. indices]);
    }

    public static RowSubset Take(ReadOnlySpan<float> rows, int columnCount, ulong[] keys, int[] indices)
    {
        float[] values = new float[indices.Length * columnCount];
        ulong[] chosen = new ulong[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            rows.Slice(indices[i] * columnCount, columnCount).CopyTo(values.AsSpan(i * columnCount));
            chosen[i] = keys[indices[i]];
        }

        return new RowSubset(values, columnCount, chosen, indices);
    }

    /// <summary>The subset's rows at the given places within it.</summary>
    public RowSubset Take(int[] places) => Take(Rows, ColumnCount, Keys, places);

    /// <summary>Labels of all rows, narrowed to these.</summary>
    public int[] Pick(ReadOnlySpan<int> labels)
    {
        int[] picked = new int[Indices.Length];
        for (int i = 0; i < picked.Length; i++)
        {
            picked[i] = labels[Indices[i]];
        }

        return picked;
    }

    /// <summary>Different rows, or <paramref name="enough"/> as soon as that many are found.</summary>
    public unsafe int DistinctCount(int enough)
    {
        fixed (float* values = Rows)
        {
            return DistinctRows.CountUpTo(new RowMatrix(values, null, null, RowCount, ColumnCount), enough);
        }
    }

    /// <summary>
    /// Fits these rows, to fewer clusters when they hold fewer different rows than clusters wanted: a resample of rows
    /// that are mostly alike is still a resample.
    /// </summary>
    public FittedClusters Fit(
        ClusterFit fit, int clusterCount, int threadCount, CancellationToken cancellationToken)
    {
        int possible = DistinctCount(clusterCount);
        return FitRequests.Run(fit, new ClusterFitRequest
        {
            Rows = Rows,
            ColumnCount = ColumnCount,
            ClusterCount = possible,
            RowKeys = Keys,
            ThreadCount = threadCount,
            CancellationToken = cancellationToken,
        });
    }
}
