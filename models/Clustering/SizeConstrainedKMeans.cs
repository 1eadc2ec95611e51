namespace Segmentation.Models.Clustering;

/// <summary>How large each cluster must and may be, and when to stop.</summary>
public sealed record SizeConstraints
{
    /// <summary>Fewest rows per cluster, 0 or more.</summary>
    public required int MinimumSize { get; init; }

    /// <summary>Most rows per cluster; null means no limit.</summary>
    public int? MaximumSize { get; init; }

    /// <summary>Most iterations, at least 1.</summary>
    public int MaxIterations { get; init; } = 300;
}

/// <summary>k-means in which every cluster keeps a size between limits, so that each can be served as a segment.</summary>
/// <remarks>
/// Bradley, Bennett, Demiriz, "Constrained k-means clustering" (2000): the assignment step is a transport problem and is
/// solved to its optimum, in float64. It moves one row at a time along the cheapest path between clusters, so the cost
/// grows with the rows the limits move; meant for up to some 100,000 rows, or for micro-clusters.
/// </remarks>
public static class SizeConstrainedKMeans
{
    /// <summary>Alternates optimal constrained assignment and means, from given centroids, until nothing changes.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="centroids">First centroids, row-major, such as those of an unconstrained fit.</param>
    /// <param name="constraints">Sizes allowed.</param>
    /// <param name="cancellationToken">Stops between iterations.</param>
    /// <returns>
    /// The fit. An assignment is to the cluster the limits allow, not always the nearest, so
    /// <see cref="KMeans.Assign"/> may differ from it.
    /// </returns>
    /// <exception cref="ArgumentException">Shapes differ, a value is unusable, or no assignment meets the limits.</exception>
    public static KMeansFit Fit(
        ReadOnlySpan<float> rows,
        int columnCount,
        ReadOnlySpan<double> centroids,
        SizeConstraints constraints,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(constraints);
        ArgumentOutOfRangeException.ThrowIfLessThan(constraints.MaxIterations, 1, nameof(constraints.MaxIterations));
        double[] means = centroids.ToArray();
        var inertias = new List<double>();
        int[] sizes = new int[means.Length / columnCount];
        int[] assignments = [];
        int iterations = 0;
        bool converged = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] next = Assign(rows, columnCount, means, constraints, out double inertia);
            inertias.Add(inertia);
            converged = next.AsSpan().SequenceEqual(assignments);
            assignments = next;
            if (converged || iterations == constraints.MaxIterations)
            {
                break;
            }

            WriteMeans(rows, columnCount, assignments, sizes, means);
            iterations++;
        }

        return new KMeansFit
        {
            Centroids = means,
            ColumnCount = columnCount,
            ClusterCount = sizes.Length,
            Assignments = assignments,
            Sizes = [.. sizes.Select((_, cluster) => (long)assignments.Count(label => label == cluster))],
            Inertia = inertias[^1],
            InertiaPerIteration = inertias,
            Iterations = iterations,
            Converged = converged,
            WinningRestart = 0,
            InertiaPerRestart = [inertias[^1]],
            Relocations = 0,
        };
    }

    /// <summary>Assigns rows at the least total squared distance that keeps every cluster within the limits.</summary>
    /// <param name="rows">Finite features, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="centroids">Centroids, row-major.</param>
    /// <param name="constraints">Sizes allowed.</param>
    /// <param name="inertia">Receives the total squared distance.</param>
    /// <returns>One cluster per row. Without limits that bind, the nearest; a tie goes to the lower index.</returns>
    /// <exception cref="ArgumentException">Shapes differ, a value is unusable, or no assignment meets the limits.</exception>
    public static int[] Assign(
        ReadOnlySpan<float> rows,
        int columnCount,
        ReadOnlySpan<double> centroids,
        SizeConstraints constraints,
        out double inertia)
    {
        ArgumentNullException.ThrowIfNull(constraints);
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        int clusterCount = KMeansChecks.RowCount(centroids.Length, columnCount, nameof(centroids));
        int maximum = constraints.MaximumSize ?? rowCount;
        if (constraints.MinimumSize < 0 || maximum < constraints.MinimumSize
            || (long)constraints.MinimumSize * clusterCount > rowCount || (long)maximum * clusterCount < rowCount)
        {
            throw new ArgumentException(
                $"{rowCount} rows cannot fill {clusterCount} clusters of {constraints.MinimumSize} to {maximum} rows. " +
                "Nothing was assigned. Change the limits or the number of clusters.");
        }

        int[] assignments = new int[rowCount];
        KMeans.Assign(rows, columnCount, centroids, assignments);
        double[] costs = new double[(long)rowCount * clusterCount];
        for (int i = 0; i < costs.Length; i++)
        {
            costs[i] = Validation.ClusteredRows.SquaredDistance(
                rows.Slice(i / clusterCount * columnCount, columnCount),
                centroids.Slice(i % clusterCount * columnCount, columnCount));
        }

        new SizeRepair(costs, assignments, clusterCount, constraints.MinimumSize, maximum).Run();
        inertia = 0;
        for (int row = 0; row < rowCount; row++)
        {
            inertia += costs[(long)row * clusterCount + assignments[row]];
        }

        return assignments;
    }

    private static void WriteMeans(
        ReadOnlySpan<float> rows, int columnCount, int[] assignments, int[] sizes, double[] means)
    {
        Array.Clear(sizes);
        foreach (int cluster in assignments)
        {
            sizes[cluster]++;
        }

        double[] fresh = Validation.ClusteredRows.Means(rows, columnCount, assignments, sizes);
        for (int i = 0; i < means.Length; i++)
        {
            means[i] = sizes[i / columnCount] > 0 ? fresh[i] : means[i];
        }
    }
}
