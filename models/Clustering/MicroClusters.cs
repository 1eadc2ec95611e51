namespace Segmentation.Models.Clustering;

/// <summary>How to summarise rows before building a tree.</summary>
public sealed record MicroClusterOptions
{
    /// <summary>Micro-clusters to summarise the rows by; some ten times the clusters wanted, or more.</summary>
    public int MicroClusterCount { get; init; } = 1000;

    /// <summary>Seed of every draw.</summary>
    public required long Seed { get; init; }

    /// <summary>Iterations on the sample the micro-clusters are found in.</summary>
    public int SampleIterations { get; init; } = 8;

    /// <summary>Rows in that sample per micro-cluster.</summary>
    public int SampleRowsPerCluster { get; init; } = 60;

    /// <summary>Threads to use; 0 or less means all cores. Does not change the result.</summary>
    public int ThreadCount { get; init; } = 1;
}

/// <summary>Ward's tree for any number of rows: many small k-means clusters, then the tree over their means.</summary>
/// <param name="Micro">The micro-clusters; each row is in the nearest.</param>
/// <param name="Tree">The tree over micro-clusters, each weighing its rows.</param>
public sealed record MicroClusters(KMeansFit Micro, WardTree Tree)
{
    /// <summary>Summarises rows and builds the tree.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="options">How many micro-clusters, and the seed.</param>
    /// <param name="rowKeys">One stable key per row, from which draws are made; null means the row's index.</param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    /// <exception cref="ArgumentException">As for <see cref="KMeans.Fit"/>.</exception>
    public static MicroClusters Fit(
        ReadOnlyMemory<float> rows,
        int columnCount,
        MicroClusterOptions options,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var fitting = new KMeansOptions
        {
            ClusterCount = options.MicroClusterCount,
            Seed = options.Seed,
            Restarts = 1,
            MaxIterations = options.SampleIterations,
            Seeding = KMeansSeeding.Parallel,
            SeedingSampleSize = options.SampleRowsPerCluster * options.MicroClusterCount,
            ThreadCount = options.ThreadCount,
        };
        float[]? start = StartFromSample(rows, columnCount, fitting, rowKeys, cancellationToken);
        KMeansOptions refining = start is null ? fitting : fitting with { InitialCentroids = start, MaxIterations = 1 };
        KMeansFit micro = KMeans.Fit(rows, columnCount, refining, null, rowKeys, cancellationToken);

        // One pass more may have emptied a micro-cluster; it then weighs next to nothing and joins any other for free.
        double[] weights = [.. micro.Sizes.Select(size => Math.Max(size, 1e-9))];
        return new MicroClusters(micro, WardTree.Build(micro.Centroids, columnCount, weights, cancellationToken));
    }

    /// <summary>Cuts the tree into clusters; returns one per row.</summary>
    public int[] Cut(int clusterCount)
    {
        int[] clusterOfMicro = Tree.Cut(clusterCount);
        return [.. Micro.Assignments.Select(micro => clusterOfMicro[micro])];
    }

    /// <summary>Weighted means of a cut, row-major: a good start for <see cref="KMeansOptions.InitialCentroids"/>.</summary>
    public float[] CutCentroids(int clusterCount)
    {
        int[] clusterOfMicro = Tree.Cut(clusterCount);
        double[] sums = new double[clusterCount * Micro.ColumnCount];
        double[] weights = new double[clusterCount];
        for (int micro = 0; micro < clusterOfMicro.Length; micro++)
        {
            double weight = Math.Max(Micro.Sizes[micro], 1e-9);
            weights[clusterOfMicro[micro]] += weight;
            for (int column = 0; column < Micro.ColumnCount; column++)
            {
                sums[clusterOfMicro[micro] * Micro.ColumnCount + column] +=
                    weight * Micro.Centroids[micro * Micro.ColumnCount + column];
            }
        }

        return [.. sums.Select((sum, i) => (float)(sum / weights[i / Micro.ColumnCount]))];
    }

    /// <summary>Centroids found in a sample; null when the rows are few, or the sample too much alike.</summary>
    private static unsafe float[]? StartFromSample(
        ReadOnlyMemory<float> rows,
        int columnCount,
        KMeansOptions fitting,
        ulong[]? rowKeys,
        CancellationToken cancellationToken)
    {
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        KMeansChecks.LengthPerRow(rowKeys?.Length, rowCount, nameof(rowKeys));
        if (fitting.SeedingSampleSize >= rowCount)
        {
            return null;
        }

        fixed (float* values = rows.Span)
        fixed (ulong* keys = rowKeys)
        {
            var matrix = new RowMatrix(values, null, keys, rowCount, columnCount);
            List<int> sample = HashSample.Choose(
                matrix, fitting.SeedingSampleSize, RowHash.Round(fitting.Seed, 0, int.MinValue));
            float[] sampleRows = new float[sample.Count * columnCount];
            for (int i = 0; i < sample.Count; i++)
            {
                rows.Span.Slice(sample[i] * columnCount, columnCount).CopyTo(sampleRows.AsSpan(i * columnCount));
            }

            fixed (float* sampleValues = sampleRows)
            {
                var few = new RowMatrix(sampleValues, null, null, sample.Count, columnCount);
                if (DistinctRows.CountUpTo(few, fitting.ClusterCount) < fitting.ClusterCount)
                {
                    return null;
                }
            }

            ulong[] sampleKeys = [.. sample.Select(matrix.Key)];
            KMeansFit fit = KMeans.Fit(sampleRows, columnCount, fitting, null, sampleKeys, cancellationToken);
            return [.. fit.Centroids.Select(value => (float)value)];
        }
    }
}
