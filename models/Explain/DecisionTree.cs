namespace Segmentation.Models.Explain;

/// <summary>A classification tree in plain properties.</summary>
public sealed record DecisionTree
{
    /// <summary>Names of the features, in the order of the columns.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>Nodes, the root first, each before what is below it, left before right.</summary>
    public required IReadOnlyList<TreeNode> Nodes { get; init; }

    /// <summary>Number of leaves.</summary>
    public int LeafCount => Nodes.Count(node => node.IsLeaf);

    /// <summary>The leaf of one row: its position among the nodes.</summary>
    /// <param name="row">One value per feature; NaN means missing.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the features.</exception>
    public int Leaf(ReadOnlySpan<double> row)
    {
        if (row.Length != FeatureNames.Count)
        {
            throw new ArgumentException($"{row.Length} values for {FeatureNames.Count} features.", nameof(row));
        }

        int at = 0;
        while (Nodes[at] is { IsLeaf: false } node)
        {
            at = GoesLeft(node, row[node.FeatureIndex]) ? node.Left : node.Right;
        }

        return at;
    }

    /// <summary>The segment of one row.</summary>
    /// <inheritdoc cref="Leaf" path="/param"/>
    /// <inheritdoc cref="Leaf" path="/exception"/>
    public int Predict(ReadOnlySpan<double> row) => Nodes[Leaf(row)].Segment;

    /// <summary>The leaves as rules, left to right. They do not overlap and leave no row out.</summary>
    public IReadOnlyList<TreeRule> ToRules() => TreeRules.Of(this);

    internal int LeafOf(IReadOnlyList<double[]> columns, int row)
    {
        int at = 0;
        while (Nodes[at] is { IsLeaf: false } node)
        {
            at = GoesLeft(node, columns[node.FeatureIndex][row]) ? node.Left : node.Right;
        }

        return at;
    }

    internal static bool GoesLeft(TreeNode node, double value) =>
        double.IsNaN(value) ? node.MissingGoesLeft : node.Threshold is null || value <= node.Threshold;
}
