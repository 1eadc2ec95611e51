namespace Segmentation.Models.Clustering;

/// <summary>What k-means refuses, and what it says.</summary>
internal static class KMeansChecks
{
    /// <summary>d columns squared and added stay below the float32 limit up to here.</summary>
    private const int MaxColumnCount = 65_536;

    public static void Options(KMeansOptions options, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columnCount, MaxColumnCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ClusterCount, 1, nameof(options.ClusterCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            options.ClusterCount, KMeans.MaxClusterCount, nameof(options.ClusterCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Restarts, 1, nameof(options.Restarts));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxIterations, 1, nameof(options.MaxIterations));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SeedingSampleSize, 1, nameof(options.SeedingSampleSize));
        if (!(options.Tolerance >= 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"Tolerance is {options.Tolerance}; it must be 0 or more.");
        }

        if (options.InitialCentroids is { } initial)
        {
            if (initial.Length != (long)options.ClusterCount * columnCount)
            {
                throw new ArgumentException(
                    $"InitialCentroids holds {initial.Length} values; {options.ClusterCount} clusters of " +
                    $"{columnCount} columns need {(long)options.ClusterCount * columnCount}.");
            }

            Centroids([.. initial.Select(value => (double)value)]);
        }
    }

    public static int RowCount(int length, int columnCount, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (length == 0 || length % columnCount != 0)
        {
            throw new ArgumentException(
                $"{length} values are not a whole number of rows of {columnCount} columns, at least one.", name);
        }

        return length / columnCount;
    }

    public static void LengthPerRow(int? length, int rowCount, string name)
    {
        if (length is { } given && given != rowCount)
        {
            throw new ArgumentException(
                $"{name} holds {given} values for {rowCount} rows; it needs one per row.", name);
        }
    }

    public static void Weights(float[]? weights, int rowCount)
    {
        LengthPerRow(weights?.Length, rowCount, nameof(weights));
        if (weights is null)
        {
            return;
        }

        int bad = Array.FindIndex(weights, weight => !(weight >= 0 && weight <= 1e16f));
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"The weight of row {bad} is {weights[bad]}; weights are finite and not negative.", nameof(weights));
        }

        if (!Array.Exists(weights, weight => weight > 0))
        {
            throw new ArgumentException("Every weight is zero; at least one row must count.", nameof(weights));
        }
    }

    public static void Centroids(ReadOnlySpan<double> centroids)
    {
        for (int i = 0; i < centroids.Length; i++)
        {
            if (!(Math.Abs(centroids[i]) <= 1e16))
            {
                throw new ArgumentException(
                    $"Centroid value {i} is {centroids[i]}; centroids are finite, at most 1e16.");
            }
        }
    }

    public static void DistinctRows(RowMatrix rows, int clusterCount)
    {
        int distinct = Clustering.DistinctRows.CountUpTo(rows, clusterCount);
        if (distinct < clusterCount)
        {
            throw new ArgumentException(
                $"{clusterCount} clusters were asked of {rows.RowCount} rows, of which {distinct} are distinct (and " +
                $"of positive weight). Nothing was fitted. Ask for at most {distinct} clusters, or give more rows.");
        }
    }
}
