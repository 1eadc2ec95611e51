namespace Segmentation.Models.Clustering;

/// <summary>A fitted k-means model and the evidence for it.</summary>
public sealed record KMeansFit
{
    /// <summary>Centroids, row-major: <see cref="ColumnCount"/> values per cluster.</summary>
    public required double[] Centroids { get; init; }

    /// <summary>Features per row.</summary>
    public required int ColumnCount { get; init; }

    /// <summary>Number of clusters.</summary>
    public required int ClusterCount { get; init; }

    /// <summary>
    /// Nearest centroid of each row, as <see cref="KMeans.Assign"/> gives it for <see cref="Centroids"/>.
    /// </summary>
    public required int[] Assignments { get; init; }

    /// <summary>Rows per cluster, not weighted.</summary>
    public required long[] Sizes { get; init; }

    /// <summary>Sum over rows of weight times squared distance to the nearest of <see cref="Centroids"/>.</summary>
    public required double Inertia { get; init; }

    /// <summary>
    /// Inertia of each iteration's assignment, measured to the centroids it was made with. Never rises but for
    /// rounding.
    /// </summary>
    public required IReadOnlyList<double> InertiaPerIteration { get; init; }

    /// <summary>Iterations of the start that won.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether the start that won stopped by itself rather than at the iteration limit.</summary>
    public required bool Converged { get; init; }

    /// <summary>Which start won, counted from 0.</summary>
    public required int WinningRestart { get; init; }

    /// <summary>Final inertia of every start, in order: how much the result depends on luck.</summary>
    public required IReadOnlyList<double> InertiaPerRestart { get; init; }

    /// <summary>Times an empty cluster was moved to a far row, in the start that won.</summary>
    public required int Relocations { get; init; }
}
