namespace Segmentation.Models.Explain;

/// <summary>Cost-complexity pruning: the branch that helps least per leaf goes first.</summary>
/// <remarks>Breiman and others (1984), chapter 3, with the resubstitution error as cost.</remarks>
internal static class TreePruning
{
    /// <summary>
    /// Cuts the tree back to the one, of the nested sequence down to the root, that labels most validation weight
    /// rightly; a tie goes to the smaller.
    /// </summary>
    /// <param name="nodes">Grown nodes, parents before children; those to be pruned become leaves.</param>
    /// <param name="right">Validation weight that each node, as a leaf, labels rightly.</param>
    public static void Prune(List<GrownNode> nodes, double[] right)
    {
        bool[] isLeaf = [.. nodes.Select(node => node.IsLeaf)];
        var cuts = new List<int>();
        double best = Branches(nodes, right, isLeaf)[0].Right;
        int bestCutCount = 0;
        while (!isLeaf[0])
        {
            Branch[] branches = Branches(nodes, right, isLeaf);
            int weakest = Weakest(nodes, branches, isLeaf);
            isLeaf[weakest] = true;
            cuts.Add(weakest);
            double now = branches[0].Right - branches[weakest].Right + right[weakest];
            if (now >= best - 1e-9 * Math.Abs(best))
            {
                best = Math.Max(best, now);
                bestCutCount = cuts.Count;
            }
        }

        foreach (int cut in cuts.Take(bestCutCount))
        {
            nodes[cut].Left = -1;
            nodes[cut].Right = -1;
        }
    }

    /// <summary>What a node's branch costs, holds and gets right; children come after parents, so upwards.</summary>
    private static Branch[] Branches(List<GrownNode> nodes, double[] right, bool[] isLeaf)
    {
        var branches = new Branch[nodes.Count];
        for (int at = nodes.Count - 1; at >= 0; at--)
        {
            GrownNode node = nodes[at];
            branches[at] = isLeaf[at]
                ? new Branch(node.Error, 1, right[at])
                : new Branch(
                    branches[node.Left].Error + branches[node.Right].Error,
                    branches[node.Left].Leaves + branches[node.Right].Leaves,
                    branches[node.Left].Right + branches[node.Right].Right);
        }

        return branches;
    }

    /// <summary>Only nodes still joined to the root count. A tie goes to the lower node.</summary>
    private static int Weakest(List<GrownNode> nodes, Branch[] branches, bool[] isLeaf)
    {
        int weakest = 0;
        double least = double.PositiveInfinity;
        bool[] isJoined = new bool[nodes.Count];
        isJoined[0] = true;
        for (int at = 0; at < nodes.Count; at++)
        {
            if (!isJoined[at] || isLeaf[at])
            {
                continue;
            }

            isJoined[nodes[at].Left] = true;
            isJoined[nodes[at].Right] = true;
            double cost = (nodes[at].Error - branches[at].Error) / (branches[at].Leaves - 1);
            if (cost < least)
            {
                least = cost;
                weakest = at;
            }
        }

        return weakest;
    }

    private readonly record struct Branch(double Error, int Leaves, double Right);
}
