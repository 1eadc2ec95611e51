namespace Segmentation.Models.Validation;

/// <summary>Checked shapes shared by the indices of cluster separation.</summary>
internal static class ClusteredRows
{
    /// <summary>Rows per cluster; refuses what has no separation to measure.</summary>
    /// <exception cref="ArgumentException">
    /// Shapes differ, an assignment is negative, or there are not between 2 and n − 1 clusters with rows.
    /// </exception>
    public static int[] CountSizes(int valueCount, int columnCount, ReadOnlySpan<int> assignments)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (valueCount != (long)assignments.Length * columnCount)
        {
            throw new ArgumentException(
                $"{valueCount} values are not {assignments.Length} rows of {columnCount} columns, one per assignment.");
        }

        int largest = -1;
        foreach (int cluster in assignments)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(cluster, nameof(assignments));
            largest = Math.Max(largest, cluster);
        }

        int[] sizes = new int[largest + 1];
        foreach (int cluster in assignments)
        {
            sizes[cluster]++;
        }

        int occupied = sizes.Count(size => size > 0);
        return occupied >= 2 && occupied < assignments.Length
            ? sizes
            : throw new ArgumentException(
                $"{assignments.Length} rows are in {occupied} clusters; separation needs 2 to n - 1 clusters.");
    }

    /// <summary>Mean of each cluster, row-major; zeros for a cluster without rows.</summary>
    public static double[] Means(ReadOnlySpan<float> rows, int columnCount, ReadOnlySpan<int> assignments, int[] sizes)
    {
        double[] means = new double[sizes.Length * columnCount];
        for (int i = 0; i < rows.Length; i++)
        {
            means[assignments[i / columnCount] * columnCount + i % columnCount] += rows[i];
        }

        for (int i = 0; i < means.Length; i++)
        {
            means[i] /= Math.Max(1, sizes[i / columnCount]);
        }

        return means;
    }

    public static double SquaredDistance(ReadOnlySpan<float> row, ReadOnlySpan<double> center)
    {
        double sum = 0;
        for (int column = 0; column < row.Length; column++)
        {
            double difference = row[column] - center[column];
            sum += difference * difference;
        }

        return sum;
    }
}
