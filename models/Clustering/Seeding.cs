namespace Segmentation.Models.Clustering;

/// <summary>The first centroids of one start.</summary>
internal static unsafe class Seeding
{
    private const int SampleRowsPerCluster = 64;

    /// <summary>Centroids row-major: the warm start, or seeds chosen as the options say.</summary>
    public static double[] Choose(
        RowMatrix rows, KMeansOptions options, int restart, CancellationToken cancellationToken)
    {
        if (options.InitialCentroids is not null)
        {
            return [.. options.InitialCentroids.Select(value => (double)value)];
        }

        int threadCount = RowUnits.ThreadsFor(options.ThreadCount);
        double[]? centroids = options.Seeding == KMeansSeeding.Parallel
            ? ParallelSeeding.Choose(rows, options, restart, cancellationToken)
            : ChooseFromSample(rows, options, restart, cancellationToken);

        // A sample may hold too few different rows where most rows are alike; all rows together do not.
        return centroids
            ?? PlusPlusSeeding.Choose(
                rows, options.ClusterCount, options.Seed, restart, threadCount, cancellationToken)
            ?? throw new InvalidOperationException(
                "Fewer distinct rows than clusters; this was checked before seeding.");
    }

    private static double[]? ChooseFromSample(
        RowMatrix rows, KMeansOptions options, int restart, CancellationToken cancellationToken)
    {
        int wanted = Math.Max(options.SeedingSampleSize, SampleRowsPerCluster * options.ClusterCount);
        int threadCount = RowUnits.ThreadsFor(options.ThreadCount);
        if (wanted >= rows.RowCount)
        {
            return PlusPlusSeeding.Choose(
                rows, options.ClusterCount, options.Seed, restart, threadCount, cancellationToken);
        }

        List<int> sample = HashSample.Choose(rows, wanted, RowHash.Round(options.Seed, restart, int.MinValue));
        int columnCount = rows.ColumnCount;
        float[] values = new float[sample.Count * columnCount];
        float[] weights = new float[sample.Count];
        ulong[] keys = new ulong[sample.Count];
        for (int i = 0; i < sample.Count; i++)
        {
            new ReadOnlySpan<float>(rows.Row(sample[i]), columnCount).CopyTo(values.AsSpan(i * columnCount));
            weights[i] = (float)rows.Weight(sample[i]);
            keys[i] = rows.Key(sample[i]);
        }

        fixed (float* valuesPointer = values)
        fixed (float* weightsPointer = weights)
        fixed (ulong* keysPointer = keys)
        {
            var few = new RowMatrix(valuesPointer, weightsPointer, keysPointer, sample.Count, columnCount);
            return PlusPlusSeeding.Choose(
                few, options.ClusterCount, options.Seed, restart, threadCount, cancellationToken);
        }
    }
}
