namespace Segmentation.Models.Clustering;

/// <summary>The nearest and the second nearest centroid of every row, by index and by distance.</summary>
public static class NearestTwo
{
    /// <summary>Rows one thread takes at a time.</summary>
    private const int UnitRows = 16_384;

    /// <summary>Finds both for every row.</summary>
    /// <param name="rows">Features, row-major: <paramref name="columnCount"/> values per row.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="centroids">Centroids, row-major, in the same columns; at least one.</param>
    /// <param name="nearest">Receives the index of the nearest centroid. A tie goes to the lower index.</param>
    /// <param name="second">Receives the index of the second nearest, ties alike; -1 when there is one centroid only.</param>
    /// <param name="nearestSquaredDistances">Receives the squared distance to the nearest.</param>
    /// <param name="secondSquaredDistances">Receives the squared distance to the second nearest; infinite when there is none.</param>
    /// <param name="threadCount">Threads to use; 0 or less means all cores. Does not change the result by a bit.</param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    /// <remarks>Plain float64 differences in column order: the same bits on every processor, where the vector kernels of
    /// <see cref="KMeans.AssignWithMargin"/> agree up to rounding. Scores that are published come from here.</remarks>
    /// <exception cref="ArgumentException">A length does not fit the number of rows or columns.</exception>
    public static void Find(
        ReadOnlyMemory<float> rows,
        int columnCount,
        ReadOnlyMemory<double> centroids,
        Memory<int> nearest,
        Memory<int> second,
        Memory<double> nearestSquaredDistances,
        Memory<double> secondSquaredDistances,
        int threadCount = 1,
        CancellationToken cancellationToken = default)
    {
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        KMeansChecks.RowCount(centroids.Length, columnCount, nameof(centroids));
        KMeansChecks.LengthPerRow(nearest.Length, rowCount, nameof(nearest));
        KMeansChecks.LengthPerRow(second.Length, rowCount, nameof(second));
        KMeansChecks.LengthPerRow(nearestSquaredDistances.Length, rowCount, nameof(nearestSquaredDistances));
        KMeansChecks.LengthPerRow(secondSquaredDistances.Length, rowCount, nameof(secondSquaredDistances));

        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = threadCount > 0 ? threadCount : Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        Parallel.For(0, (rowCount + UnitRows - 1) / UnitRows, options, unit =>
        {
            int from = unit * UnitRows;
            int count = Math.Min(UnitRows, rowCount - from);
            FindUnit(
                rows.Span.Slice(from * columnCount, count * columnCount),
                columnCount,
                centroids.Span,
                nearest.Span.Slice(from, count),
                second.Span.Slice(from, count),
                nearestSquaredDistances.Span.Slice(from, count),
                secondSquaredDistances.Span.Slice(from, count));
        });
    }

    private static void FindUnit(
        ReadOnlySpan<float> rows,
        int columnCount,
        ReadOnlySpan<double> centroids,
        Span<int> nearest,
        Span<int> second,
        Span<double> nearestSquaredDistances,
        Span<double> secondSquaredDistances)
    {
        int clusterCount = centroids.Length / columnCount;
        for (int row = 0; row < nearest.Length; row++)
        {
            ReadOnlySpan<float> values = rows.Slice(row * columnCount, columnCount);
            (int first, int next) = (-1, -1);
            (double least, double following) = (double.PositiveInfinity, double.PositiveInfinity);
            for (int cluster = 0; cluster < clusterCount; cluster++)
            {
                double distance = SquaredDistance(values, centroids.Slice(cluster * columnCount, columnCount));
                if (first < 0 || distance < least)
                {
                    (next, following) = (first, least);
                    (first, least) = (cluster, distance);
                }
                else if (next < 0 || distance < following)
                {
                    (next, following) = (cluster, distance);
                }
            }

            nearest[row] = first;
            second[row] = next;
            nearestSquaredDistances[row] = least;
            secondSquaredDistances[row] = following;
        }
    }

    private static double SquaredDistance(ReadOnlySpan<float> row, ReadOnlySpan<double> centroid)
    {
        double sum = 0;
        for (int column = 0; column < row.Length; column++)
        {
            double difference = row[column] - centroid[column];
            sum += difference * difference;
        }

        return sum;
    }
}
