namespace Segmentation.Models.Clustering;

/// <summary>
/// k-means||: five rounds in which every row joins the candidates with probability 2k·w·D²/Σ(w·D²), then k-means++
/// among
/// the candidates, each weighing as much as the rows nearest to it.
/// </summary>
/// <remarks>
/// Bahmani, Moseley, Vattani, Kumar, Vassilvitskii, "Scalable k-means++" (2012). A row's draw is a hash of its key.
/// </remarks>
internal static unsafe class ParallelSeeding
{
    private const int RoundCount = 5;
    private const int OversamplingPerCluster = 2;

    /// <summary>
    /// The chosen centroids, row-major; null when the candidates hold fewer different rows than clusters.
    /// </summary>
    public static double[]? Choose(
        RowMatrix rows, KMeansOptions options, int restart, CancellationToken cancellationToken)
    {
        int threadCount = RowUnits.ThreadsFor(options.ThreadCount);
        double[]? first = PlusPlusSeeding.Choose(rows, 1, options.Seed, restart, threadCount, cancellationToken);
        if (first is null)
        {
            return null;
        }

        double[] distances = new double[rows.RowCount];
        Array.Fill(distances, double.PositiveInfinity);
        var candidates = new List<double>(first);
        double[] fresh = first;
        for (int round = 0; round < RoundCount && fresh.Length > 0; round++)
        {
            double total = Shorten(rows, distances, fresh, options, cancellationToken);
            ulong roundSeed = RowHash.Round(options.Seed, restart, -1 - round);
            double perUnitCost = OversamplingPerCluster * options.ClusterCount / total;
            fresh = total > 0 ? Draw(rows, distances, roundSeed, perUnitCost) : [];
            candidates.AddRange(fresh);
        }

        return Recluster(rows, [.. candidates], options, restart, cancellationToken);
    }

    /// <summary>Lowers each row's squared distance to the nearest candidate and returns their weighted sum.</summary>
    private static double Shorten(
        RowMatrix rows, double[] distances, double[] fresh, KMeansOptions options, CancellationToken cancellationToken)
    {
        int threadCount = RowUnits.ThreadsFor(options.ThreadCount);
        using var packed = new PackedCentroids(fresh.Length / rows.ColumnCount, rows.ColumnCount);
        packed.Pack(fresh);
        NearestKernel kernel = NearestKernel.For(options.Width);
        RowUnits units = RowUnits.For(rows.RowCount, 1);
        double[] sums = new double[units.Count];
        units.ForEach(
            threadCount,
            unit =>
            {
                using var assigner = new TileAssigner(kernel, packed);
                double sum = 0;
                fixed (double* centroids = fresh)
                {
                    for (int first = units.First(unit); first < units.End(unit); first += assigner.TileRows)
                    {
                        int available = Math.Min(assigner.TileRows, units.End(unit) - first);
                        assigner.Assign(rows.Row(first), available);
                        for (int offset = 0; offset < available; offset++)
                        {
                            int row = first + offset;
                            double* centroid = centroids + assigner.Index[offset] * rows.ColumnCount;
                            double distance = ExactDistance.Squared(rows.Row(row), centroid, rows.ColumnCount);
                            distances[row] = Math.Min(distances[row], distance);
                            sum += rows.Weight(row) * distances[row];
                        }
                    }
                }

                sums[unit] = sum;
            },
            cancellationToken);
        return sums.Aggregate(0.0, (total, sum) => total + sum);
    }

    /// <summary>The rows drawn in one round, in key order so that the order of rows does not matter.</summary>
    private static double[] Draw(RowMatrix rows, double[] distances, ulong roundSeed, double perUnitCost)
    {
        var drawn = new List<(ulong Key, int Row)>();
        for (int row = 0; row < rows.RowCount; row++)
        {
            double probability = perUnitCost * rows.Weight(row) * distances[row];
            if (RowHash.Uniform(roundSeed, rows.Key(row)) < probability)
            {
                drawn.Add((rows.Key(row), row));
            }
        }

        drawn.Sort();
        double[] values = new double[drawn.Count * rows.ColumnCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = rows.Row(drawn[i / rows.ColumnCount].Row)[i % rows.ColumnCount];
        }

        return values;
    }

    private static double[]? Recluster(
        RowMatrix rows, double[] candidates, KMeansOptions options, int restart, CancellationToken cancellationToken)
    {
        int threadCount = RowUnits.ThreadsFor(options.ThreadCount);
        int candidateCount = candidates.Length / rows.ColumnCount;
        using var pass = new LloydPass(rows, candidateCount, options.Width, threadCount);
        pass.Reset();
        pass.Run(candidates, PassKind.Plain, cancellationToken);
        float[] values = [.. candidates.Select(value => (float)value)];
        float[] weights = new float[candidateCount];
        for (int candidate = 0; candidate < candidateCount; candidate++)
        {
            weights[candidate] = (float)pass.Sums.Weight(candidate);
        }

        fixed (float* valuesPointer = values)
        fixed (float* weightsPointer = weights)
        {
            var few = new RowMatrix(valuesPointer, weightsPointer, null, candidateCount, rows.ColumnCount);
            return PlusPlusSeeding.Choose(few, options.ClusterCount, options.Seed, restart, 1, cancellationToken);
        }
    }
}
