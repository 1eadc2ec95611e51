namespace Segmentation.Models.Clustering;

public static partial class KMeans
{
    /// <summary>Assigns every row to its nearest centroid.</summary>
    /// <param name="rows">
    /// Features, row-major: <paramref name="columnCount"/> values per row, finite, at most 1e16.
    /// </param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="centroids">
    /// Centroids, row-major, in the same columns; at most <see cref="MaxClusterCount"/>.
    /// </param>
    /// <param name="assignments">Receives one centroid index per row. A tie goes to the lower index.</param>
    /// <param name="squaredDistances">Receives the squared distance per row; leave empty when not wanted.</param>
    /// <param name="threadCount">Threads to use; 0 or less means all cores.</param>
    /// <param name="width">Vector width; leave on Auto.</param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    /// <returns>The inertia: the sum of squared distances from each row to its centroid.</returns>
    /// <exception cref="ArgumentException">
    /// A length is not a whole number of rows, or a value is not finite.
    /// </exception>
    public static double Assign(
        ReadOnlySpan<float> rows,
        int columnCount,
        ReadOnlySpan<double> centroids,
        Span<int> assignments,
        Span<double> squaredDistances = default,
        int threadCount = 1,
        VectorWidth width = VectorWidth.Auto,
        CancellationToken cancellationToken = default) =>
        AssignRows(
            rows, columnCount, centroids, assignments, squaredDistances, [], threadCount, width, cancellationToken);

    /// <summary>Assigns every row and says how far its nearest and second nearest centroids are.</summary>
    /// <param name="rows">
    /// Features, row-major: <paramref name="columnCount"/> values per row, finite, at most 1e16.
    /// </param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="centroids">
    /// Centroids, row-major, in the same columns; at most <see cref="MaxClusterCount"/>.
    /// </param>
    /// <param name="assignments">Receives one centroid index per row. A tie goes to the lower index.</param>
    /// <param name="nearestSquaredDistances">Receives the squared distance to the nearest centroid, in float64.</param>
    /// <param name="secondSquaredDistances">
    /// Receives the squared distance to the second nearest, never less than the nearest; float32 arithmetic, so off by
    /// a few parts in a million of the row's squared distance to the middle of the centroids. Infinite for one
    /// centroid.
    /// </param>
    /// <param name="threadCount">Threads to use; 0 or less means all cores.</param>
    /// <param name="width">Vector width; leave on Auto.</param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    /// <returns>The inertia: the sum of the nearest squared distances.</returns>
    /// <exception cref="ArgumentException">
    /// A length is not a whole number of rows, or a value is not finite.
    /// </exception>
    public static double AssignWithMargin(
        ReadOnlySpan<float> rows,
        int columnCount,
        ReadOnlySpan<double> centroids,
        Span<int> assignments,
        Span<double> nearestSquaredDistances,
        Span<double> secondSquaredDistances,
        int threadCount = 1,
        VectorWidth width = VectorWidth.Auto,
        CancellationToken cancellationToken = default)
    {
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        KMeansChecks.LengthPerRow(nearestSquaredDistances.Length, rowCount, nameof(nearestSquaredDistances));
        KMeansChecks.LengthPerRow(secondSquaredDistances.Length, rowCount, nameof(secondSquaredDistances));
        return AssignRows(
            rows,
            columnCount,
            centroids,
            assignments,
            nearestSquaredDistances,
            secondSquaredDistances,
            threadCount,
            width,
            cancellationToken);
    }

    private static unsafe double AssignRows(
        ReadOnlySpan<float> rows,
        int columnCount,
        ReadOnlySpan<double> centroids,
        Span<int> assignments,
        Span<double> nearest,
        Span<double> second,
        int threadCount,
        VectorWidth width,
        CancellationToken cancellationToken)
    {
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        int clusterCount = KMeansChecks.RowCount(centroids.Length, columnCount, nameof(centroids));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusterCount, MaxClusterCount, nameof(centroids));
        KMeansChecks.Centroids(centroids);
        KMeansChecks.LengthPerRow(assignments.Length, rowCount, nameof(assignments));
        KMeansChecks.LengthPerRow(nearest.IsEmpty ? null : nearest.Length, rowCount, nameof(nearest));

        using var packed = new PackedCentroids(clusterCount, columnCount);
        packed.Pack(centroids);
        fixed (float* values = rows)
        fixed (int* assignmentsPointer = assignments)
        fixed (double* nearestPointer = nearest)
        fixed (double* secondPointer = second)
        {
            var matrix = new RowMatrix(values, null, null, rowCount, columnCount);
            var target = new AssignTarget(assignmentsPointer, nearestPointer, secondPointer);
            var pass = new AssignPass(matrix, packed, NearestKernel.For(width), target);
            return pass.Run(RowUnits.ThreadsFor(threadCount), cancellationToken);
        }
    }
}
