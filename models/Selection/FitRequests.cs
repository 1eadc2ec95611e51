using System.Runtime.ExceptionServices;
using Segmentation.Models.Clustering;

namespace Segmentation.Models.Selection;

/// <summary>What the selection of k checks before a fit, and what it checks of a fit that a caller supplied.</summary>
internal static class FitRequests
{
    /// <summary>Checks shapes and finiteness; returns the keys, which are row indices when none are given.</summary>
    public static ulong[] CheckRows(ReadOnlySpan<float> rows, int columnCount, ulong[]? rowKeys)
    {
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        KMeansChecks.LengthPerRow(rowKeys?.Length, rowCount, nameof(rowKeys));
        for (int i = 0; i < rows.Length; i++)
        {
            if (!float.IsFinite(rows[i]))
            {
                throw new ArgumentException(
                    $"Row {i / columnCount}, column {i % columnCount} is {rows[i]}. Nothing was measured. Decide on " +
                    "missing values first.",
                    nameof(rows));
            }
        }

        if (rowKeys is not null)
        {
            return rowKeys;
        }

        ulong[] indices = new ulong[rowCount];
        for (int row = 0; row < rowCount; row++)
        {
            indices[row] = (ulong)row;
        }

        return indices;
    }

    /// <summary>
    /// Ascending different numbers of clusters, each at least <paramref name="least"/> and fewer than rows.
    /// </summary>
    public static int[] CheckClusterCounts(IReadOnlyList<int> clusterCounts, int least, int rowCount)
    {
        ArgumentNullException.ThrowIfNull(clusterCounts);
        int[] sorted = [.. clusterCounts.Distinct().Order()];
        if (sorted.Length == 0 || sorted[0] < least || sorted[^1] >= rowCount)
        {
            throw new ArgumentException(
                $"Cluster counts [{string.Join(", ", clusterCounts)}] were asked of {rowCount} rows. Give at least " +
                $"one, each from {least} to {rowCount - 1}.",
                nameof(clusterCounts));
        }

        return sorted;
    }

    public static FittedClusters Run(ClusterFit fit, ClusterFitRequest request)
    {
        FittedClusters fitted = fit(request)
            ?? throw new ArgumentException("The fit that was given returned nothing.", nameof(fit));
        int wanted = request.ClusterCount * request.ColumnCount;
        if (fitted.Assignments.Length != request.RowKeys.Length || fitted.Centroids.Length != wanted)
        {
            throw new ArgumentException(
                $"The fit that was given returned {fitted.Assignments.Length} assignments and " +
                $"{fitted.Centroids.Length} centroid values for {request.RowKeys.Length} rows and " +
                $"{request.ClusterCount} clusters of {request.ColumnCount} columns.",
                nameof(fit));
        }

        int bad = Array.FindIndex(fitted.Assignments, cluster => (uint)cluster >= (uint)request.ClusterCount);
        return bad < 0
            ? fitted
            : throw new ArgumentException(
                $"The fit that was given put row {bad} into cluster {fitted.Assignments[bad]} of " +
                $"{request.ClusterCount}.",
                nameof(fit));
    }

    /// <summary>
    /// One result per unit of work, in order, on any number of threads. What a unit throws is thrown as it was.
    /// </summary>
    public static T[] ForEach<T>(int count, int threadCount, Func<int, T> work, CancellationToken cancellationToken)
    {
        var results = new T[count];
        try
        {
            new RowUnits(count, 1).ForEach(
                RowUnits.ThreadsFor(threadCount), unit => results[unit] = work(unit), cancellationToken);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        return results;
    }
}
