namespace Segmentation.Models.Explain;

/// <summary>
/// The values of one feature that lead to a leaf: above one bound, at most the other, or none at all.
/// </summary>
internal readonly record struct TreeRegion(double Above, double AtMost, bool AllowsPresent, bool AllowsMissing)
{
    private static readonly TreeRegion Everything =
        new(double.NegativeInfinity, double.PositiveInfinity, true, true);

    /// <summary>Leaves left to right, each with one region per feature.</summary>
    public static List<(int Node, TreeRegion[] Regions)> Leaves(DecisionTree tree)
    {
        var leaves = new List<(int, TreeRegion[])>();
        TreeRegion[] regions = new TreeRegion[tree.FeatureNames.Count];
        Array.Fill(regions, Everything);
        var open = new Stack<(int Node, TreeRegion[] Regions)>([(0, regions)]);
        while (open.TryPop(out (int Node, TreeRegion[] Regions) at))
        {
            TreeNode node = tree.Nodes[at.Node];
            if (node.IsLeaf)
            {
                leaves.Add(at);
                continue;
            }

            open.Push((node.Right, Narrowed(at.Regions, node, isLeft: false)));
            open.Push((node.Left, Narrowed(at.Regions, node, isLeft: true)));
        }

        return leaves;
    }

    private static TreeRegion[] Narrowed(TreeRegion[] regions, TreeNode node, bool isLeft)
    {
        TreeRegion old = regions[node.FeatureIndex];
        bool allowsMissing = old.AllowsMissing && node.MissingGoesLeft == isLeft;
        TreeRegion narrowed = (node.Threshold, isLeft) switch
        {
            (null, true) => old,
            (null, false) => old with { AllowsPresent = false },
            ({ } threshold, true) => old with { AtMost = Math.Min(old.AtMost, threshold) },
            ({ } threshold, false) => old with { Above = Math.Max(old.Above, threshold) },
        };
        TreeRegion[] copy = (TreeRegion[])regions.Clone();
        copy[node.FeatureIndex] = narrowed with { AllowsMissing = allowsMissing };
        return copy;
    }
}
