namespace Segmentation.Models.Explain;

/// <summary>Nearest changes under a tree: the closest leaf of another segment.</summary>
/// <remarks>
/// Each leaf is a box, so the smallest change into it moves every feature to the nearest side of it. Distance is
/// Euclidean in units of <see cref="ChangeLimit.Scale"/>. Time per customer grows with leaves times features.
/// </remarks>
public static class TreeChanges
{
    /// <summary>The nearest changes of one customer. A tie goes to the leaf further left.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="limits">One per feature, in the tree's order.</param>
    /// <param name="row">The customer's features; NaN is missing and cannot change.</param>
    /// <exception cref="ArgumentException">Shapes differ or limits contradict themselves.</exception>
    public static NearestChange Find(DecisionTree tree, IReadOnlyList<ChangeLimit> limits, ReadOnlySpan<double> row)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ChangeLimit.Check(limits, tree.FeatureNames);
        tree.Leaf(row);
        return Find(tree, TreeRegion.Leaves(tree), limits, row.ToArray());
    }

    /// <summary>The nearest changes of every customer.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="limits">One per feature, in the tree's order.</param>
    /// <param name="columns">Features, one array per feature; NaN is missing and cannot change.</param>
    /// <param name="threadCount">Threads; 0 or less means every core. Changes no digit.</param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, limits contradict themselves, or a value is infinite.
    /// </exception>
    public static NearestChange[] FindAll(
        DecisionTree tree,
        IReadOnlyList<ChangeLimit> limits,
        IReadOnlyList<double[]> columns,
        int threadCount = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ChangeLimit.Check(limits, tree.FeatureNames);
        ExplainChecks.Columns(columns, tree.FeatureNames);
        List<(int Node, TreeRegion[] Regions)> leaves = TreeRegion.Leaves(tree);
        return ChangeRows.FindAll(columns, row => Find(tree, leaves, limits, row), threadCount, cancellationToken);
    }

    private static NearestChange Find(
        DecisionTree tree,
        List<(int Node, TreeRegion[] Regions)> leaves,
        IReadOnlyList<ChangeLimit> limits,
        double[] row)
    {
        int current = tree.Predict(row);
        SegmentChange? oneFeature = null;
        SegmentChange? overall = null;
        foreach ((int node, TreeRegion[] regions) in leaves)
        {
            int target = tree.Nodes[node].Segment;
            SegmentChange? change = target == current ? null : Into(regions, target, limits, row);
            if (change is not null)
            {
                overall = overall is null || change.Distance < overall.Distance ? change : overall;
                bool isOne = change.Changes.Count == 1;
                oneFeature = isOne && !(change.Distance >= oneFeature?.Distance) ? change : oneFeature;
            }
        }

        return new NearestChange(current, oneFeature, overall);
    }

    /// <summary>The smallest change into a leaf; null when limits forbid it.</summary>
    private static SegmentChange? Into(
        TreeRegion[] regions, int target, IReadOnlyList<ChangeLimit> limits, double[] row)
    {
        var changes = new List<FeatureChange>();
        double squares = 0;
        for (int feature = 0; feature < row.Length; feature++)
        {
            double from = row[feature];
            TreeRegion region = regions[feature];
            bool isThere = double.IsNaN(from)
                ? region.AllowsMissing
                : region.AllowsPresent && from > region.Above && from <= region.AtMost;
            if (isThere)
            {
                continue;
            }

            if (double.IsNaN(from) || !region.AllowsPresent || Into(region, limits[feature], from) is not { } to)
            {
                return null;
            }

            changes.Add(new FeatureChange(limits[feature].Feature, feature, from, to));
            squares += (to - from) / limits[feature].Scale * ((to - from) / limits[feature].Scale);
        }

        return new SegmentChange(target, Math.Sqrt(squares), changes);
    }

    /// <summary>The nearest permitted value inside the bounds; null when there is none.</summary>
    private static double? Into(TreeRegion region, ChangeLimit limit, double from)
    {
        if (from > region.AtMost)
        {
            double down = limit.Stepped(region.AtMost, rises: false);
            return limit.MayFall && down > region.Above && down >= limit.Lowest ? down : null;
        }

        double above = Math.BitIncrement(region.Above);
        double up = limit.Stepped(above, rises: true);
        return limit.MayRise && up <= region.AtMost && up <= limit.Highest ? up : null;
    }
}
