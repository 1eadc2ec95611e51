namespace Segmentation.Models.Clustering;

/// <summary>One merge of two groups.</summary>
/// <param name="First">Smallest member of one group; smaller than <paramref name="Second"/>.</param>
/// <param name="Second">Smallest member of the other group.</param>
/// <param name="InertiaIncrease">What the merge adds to the sum of squared distances to group means.</param>
/// <param name="Weight">Weight of the merged group.</param>
public readonly record struct WardMerge(int First, int Second, double InertiaIncrease, double Weight);

/// <summary>
/// Hierarchical clustering by Ward's criterion: of all pairs of groups, the pair is merged that adds least to the inertia.
/// The whole tree, which any number of clusters can be cut from.
/// </summary>
/// <param name="PointCount">Points at the leaves.</param>
/// <param name="Merges">All merges, cheapest first; one fewer than points.</param>
/// <remarks>
/// Ward (1963), by nearest-neighbour chains (Murtagh 1983): O(n²·d) time, O(n) memory. For more than some 10,000 points,
/// summarise first (<see cref="MicroClusters"/>).
/// </remarks>
public sealed record WardTree(int PointCount, IReadOnlyList<WardMerge> Merges)
{
    /// <summary>Builds the tree.</summary>
    /// <param name="points">Finite features, row-major.</param>
    /// <param name="columnCount">Features per point.</param>
    /// <param name="weights">Weight of each point, above 0, such as the size of a micro-cluster; empty means 1 each.</param>
    /// <param name="cancellationToken">Stops between merges.</param>
    /// <exception cref="ArgumentException">Shapes differ, a value is not finite, or a weight is not positive.</exception>
    public static WardTree Build(
        ReadOnlySpan<double> points,
        int columnCount,
        ReadOnlySpan<double> weights = default,
        CancellationToken cancellationToken = default)
    {
        int pointCount = KMeansChecks.RowCount(points.Length, columnCount, nameof(points));
        KMeansChecks.LengthPerRow(weights.IsEmpty ? null : weights.Length, pointCount, nameof(weights));
        KMeansChecks.Centroids(points);
        foreach (double weight in weights)
        {
            if (!(weight > 0 && double.IsFinite(weight)))
            {
                throw new ArgumentException($"A weight is {weight}; weights are finite and above 0.", nameof(weights));
            }
        }

        var chain = new WardChain(points, columnCount, weights);
        return new WardTree(pointCount, chain.MergeAll(cancellationToken));
    }

    /// <summary>Cuts the tree into clusters.</summary>
    /// <param name="clusterCount">From 1 to the number of points.</param>
    /// <returns>One cluster per point, numbered from 0 in the order of their smallest members.</returns>
    public int[] Cut(int clusterCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clusterCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusterCount, PointCount);
        var groups = new Linkage.ConnectedComponents(PointCount);
        foreach (WardMerge merge in Merges.Take(PointCount - clusterCount))
        {
            groups.Join(merge.First, merge.Second);
        }

        int[] labels = groups.Labels();
        int next = 0;
        for (int point = 0; point < labels.Length; point++)
        {
            // A label is the smallest member, whose own number is already known by the time others ask.
            labels[point] = labels[point] == point ? next++ : labels[labels[point]];
        }

        return labels;
    }
}
