namespace Segmentation.Models.Clustering;

/// <summary>
/// Lloyd's iteration from given centroids until nothing moves, little moves, or the limit is reached.
/// </summary>
/// <remarks>S. Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28 (1982).</remarks>
internal static class Lloyd
{
    internal sealed record Outcome(
        double[] Centroids,
        double Inertia,
        IReadOnlyList<double> InertiaPerIteration,
        int Iterations,
        bool Converged,
        int Relocations);

    /// <summary>
    /// Iterates. On return the assignments of <paramref name="pass"/> are the nearest of the returned centroids.
    /// </summary>
    public static Outcome Run(
        LloydPass pass,
        RowStatistics statistics,
        double[] initialCentroids,
        KMeansOptions options,
        CancellationToken cancellationToken)
    {
        double[] centroids = (double[])initialCentroids.Clone();
        double[] previous = new double[centroids.Length];
        double stillness = options.Tolerance * statistics.MeanVariance;
        var inertias = new List<double>();
        int iterations = 0;
        int relocations = 0;
        bool settled = false;
        bool converged;
        var policy = new BoundPolicy(
            options.Bounds, pass.Rows.RowCount, pass.Rows.ColumnCount, options.ClusterCount);
        pass.Reset();
        while (true)
        {
            long changes = pass.Run(centroids, policy.Next, cancellationToken);
            policy.Learn(changes, pass.OpenRows, pass.ScoredRows);
            inertias.Add(InertiaFromSums(pass.Sums, centroids, statistics));
            converged = changes == 0 || (settled && !HasEmpty(pass.Sums));
            if (converged || iterations == options.MaxIterations)
            {
                break;
            }

            centroids.CopyTo(previous, 0);
            pass.Sums.WriteMeans(centroids);
            int moved = EmptyClusters.Fill(pass, centroids);
            relocations += moved;
            pass.MoveCentroids(previous, centroids);
            settled = moved == 0 && SquaredMovement(previous, centroids) <= stillness;
            iterations++;
        }

        double inertia = pass.ExactInertia(centroids, cancellationToken);
        inertias[^1] = inertia;
        return new Outcome(centroids, inertia, inertias, iterations, converged, relocations);
    }

    /// <summary>
    /// The inertia without another look at the rows: Σw‖x‖² − 2Σc·S + ΣW‖c‖², all relative to the mean of the rows.
    /// </summary>
    private static double InertiaFromSums(ClusterSums sums, double[] centroids, RowStatistics statistics)
    {
        double inertia = statistics.TotalSquaredDeviation;
        for (int cluster = 0; cluster < sums.ClusterCount; cluster++)
        {
            ReadOnlySpan<double> sum = sums.Sum(cluster);
            double weight = sums.Weight(cluster);
            for (int column = 0; column < sums.ColumnCount; column++)
            {
                double mean = statistics.Means[column];
                double centroid = centroids[cluster * sums.ColumnCount + column] - mean;
                inertia += centroid * (weight * centroid - 2 * (sum[column] - weight * mean));
            }
        }

        return Math.Max(0, inertia);
    }

    private static bool HasEmpty(ClusterSums sums)
    {
        for (int cluster = 0; cluster < sums.ClusterCount; cluster++)
        {
            if (sums.Count(cluster) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static double SquaredMovement(double[] before, double[] after)
    {
        double sum = 0;
        for (int i = 0; i < before.Length; i++)
        {
            double difference = after[i] - before[i];
            sum += difference * difference;
        }

        return sum;
    }
}
