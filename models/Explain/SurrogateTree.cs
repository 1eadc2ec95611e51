using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>A few readable rules that give most customers the segment a model gave them.</summary>
/// <remarks>
/// A classification tree (Breiman and others 1984): Gini impurity, best split first, pruned by cost and complexity on
/// rows kept for it, judged on rows kept from both. A missing value goes the way that parts the segments better; where
/// none was missing, the way of more rows, and left in a tie. Equal splits go to the lower feature, then the lower
/// threshold. Rows are dealt by hash of the key, and without weights their order changes nothing. Time grows with rows
/// times features times depth; memory is one byte per value beside the input.
/// </remarks>
public static class SurrogateTree
{
    /// <summary>A tree for more segments than this explains nothing.</summary>
    public const int MaxSegmentCount = 256;

    /// <summary>Grows, prunes and judges a tree.</summary>
    /// <param name="columns">Features in their own units, one array per feature; NaN means missing.</param>
    /// <param name="names">One name per column.</param>
    /// <param name="labels">Segment of each row, 0 or more and below 256; rows below 0 are left out.</param>
    /// <param name="options">Seed, sizes and thresholds.</param>
    /// <param name="weights">
    /// One weight per row, finite and not negative; null means 1 each. Rows of 0 are left out.
    /// </param>
    /// <param name="rowKeys">One stable key per row; null means its index.</param>
    /// <param name="cancellationToken">Stops between features.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, a value is infinite, an option is out of range, or there are too few rows to deal.
    /// </exception>
    public static SurrogateTreeFit Fit(
        IReadOnlyList<double[]> columns,
        IReadOnlyList<string> names,
        int[] labels,
        SurrogateTreeOptions options,
        float[]? weights = null,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        SurrogateChecks.All(columns, names, labels, options, weights, rowKeys);
        int classCount = ExplainChecks.LabelCount(labels);
        ulong Key(int row) => rowKeys is null ? (ulong)row : rowKeys[row];
        DealtRows dealt = DealtRows.Of(labels, weights, Key, options);

        ulong round = RowHash.Round(options.Seed, 1, 0);
        double share = (double)options.BinSampleRows / dealt.Grow.Length;
        int[] sample = [.. dealt.Grow.Where(row => share >= 1 || RowHash.Uniform(round, Key(row)) < share)];
        int threadCount = RowUnits.ThreadsFor(options.ThreadCount);
        TreeBins bins = TreeBins.Of(columns, sample, options.BinCount, threadCount, cancellationToken);
        List<GrownNode> nodes =
            TreeGrower.Grow(bins, dealt.Grow, labels, classCount, weights, options, cancellationToken);
        int grownLeafCount = nodes.Count(node => node.IsLeaf);
        if (dealt.Prune.Length > 0)
        {
            TreePruning.Prune(nodes, RightAsLeaf(nodes, bins, dealt.Prune, labels, weights));
        }

        DecisionTree tree = Finished(nodes, bins, names);
        return SurrogateJudge.Judge(tree, columns, labels, classCount, weights, dealt, grownLeafCount, options);
    }

    /// <summary>Validation weight that each node, as a leaf, labels rightly.</summary>
    private static double[] RightAsLeaf(
        List<GrownNode> nodes, TreeBins bins, int[] rows, int[] labels, float[]? weights)
    {
        double[] right = new double[nodes.Count];
        int[] segments = [.. nodes.Select(node => node.Segment)];
        foreach (int row in rows)
        {
            for (int at = 0; at >= 0;)
            {
                right[at] += segments[at] != labels[row] ? 0 : weights is null ? 1 : weights[row];
                GrownNode node = nodes[at];
                at = node.IsLeaf ? -1
                    : node.Split!.GoesLeft(bins.Codes[node.Split.Feature][row]) ? node.Left : node.Right;
            }
        }

        return right;
    }

    /// <summary>What is left after pruning, numbered from the root down, left before right.</summary>
    private static DecisionTree Finished(List<GrownNode> nodes, TreeBins bins, IReadOnlyList<string> names)
    {
        var finished = new List<TreeNode>();
        double total = nodes[0].Weights.Sum();
        Add(nodes[0]);
        return new DecisionTree { FeatureNames = [.. names], Nodes = finished };

        int Add(GrownNode node)
        {
            int at = finished.Count;
            TreeSplit? split = node.IsLeaf ? null : node.Split;
            double weight = node.Weights.Sum();
            var made = new TreeNode
            {
                FeatureIndex = split?.Feature ?? -1,
                Threshold = split is null || split.Bin == TreeSplit.Presence
                    ? null
                    : bins.Thresholds[split.Feature][split.Bin],
                MissingGoesLeft = split?.MissingGoesLeft ?? false,
                Left = -1,
                Right = -1,
                Segment = node.Segment,
                Share = weight / total,
                Purity = node.Weights.Max() / weight,
            };
            finished.Add(made);
            if (split is not null)
            {
                finished[at] = made with { Left = Add(nodes[node.Left]), Right = Add(nodes[node.Right]) };
            }

            return at;
        }
    }
}
