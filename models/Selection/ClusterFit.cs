namespace Segmentation.Models.Selection;

/// <summary>What a way of clustering is asked for: rows, and how many clusters to make of them.</summary>
public sealed record ClusterFitRequest
{
    /// <summary>Finite features, row-major: <see cref="ColumnCount"/> values per row.</summary>
    public required ReadOnlyMemory<float> Rows { get; init; }

    /// <summary>Features per row.</summary>
    public required int ColumnCount { get; init; }

    /// <summary>Clusters wanted, at most as many as there are distinct rows.</summary>
    public required int ClusterCount { get; init; }

    /// <summary>One stable key per row, from which random draws are to be made.</summary>
    public required ulong[] RowKeys { get; init; }

    /// <summary>Threads the fit may use; must not change its result.</summary>
    public int ThreadCount { get; init; } = 1;

    /// <summary>Stops the fit.</summary>
    public CancellationToken CancellationToken { get; init; }
}

/// <summary>Rows cut into clusters, by any method.</summary>
/// <param name="Assignments">Cluster of each row, from 0.</param>
/// <param name="Centroids">
/// One centre per cluster, row-major: what rows never seen before are compared with. A cluster may have no rows.
/// </param>
public sealed record FittedClusters(int[] Assignments, double[] Centroids);

/// <summary>One way of clustering: k-means, Ward, a mixture, or a caller's own.</summary>
/// <param name="request">The rows and the number of clusters.</param>
/// <returns>An assignment per row, and exactly as many centroids as clusters were wanted.</returns>
/// <remarks>
/// The same request always gives the same result, and several requests may run at once on different threads.
/// </remarks>
public delegate FittedClusters ClusterFit(ClusterFitRequest request);
