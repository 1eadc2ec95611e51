using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>
/// Grows a tree best split first. Work per level is rows times features; each feature's histogram is filled by one
/// thread in row order, so threads change nothing.
/// </summary>
internal sealed class TreeGrower
{
    private readonly TreeBins _bins;
    private readonly int[] _labels;
    private readonly float[]? _weights;
    private readonly SurrogateTreeOptions _options;
    private readonly int _classCount;
    private readonly int[] _rows;
    private readonly int[] _passed;
    private readonly TreeHistogram[] _histograms;
    private readonly List<GrownNode> _nodes = [];

    private TreeGrower(
        TreeBins bins, int[] rows, int[] labels, int classCount, float[]? weights, SurrogateTreeOptions options)
    {
        _bins = bins;
        _labels = labels;
        _weights = weights;
        _options = options;
        _classCount = classCount;
        _rows = (int[])rows.Clone();
        _passed = new int[rows.Length];
        _histograms = [.. bins.Thresholds.Select(cuts => new TreeHistogram(cuts.Length + 1, classCount))];
    }

    /// <summary>Nodes in order of growth; a child comes after its parent.</summary>
    public static List<GrownNode> Grow(
        TreeBins bins,
        int[] rows,
        int[] labels,
        int classCount,
        float[]? weights,
        SurrogateTreeOptions options,
        CancellationToken cancellationToken)
    {
        var grower = new TreeGrower(bins, rows, labels, classCount, weights, options);
        grower.GrowAll(cancellationToken);
        return grower._nodes;
    }

    private void GrowAll(CancellationToken cancellationToken)
    {
        var open = new PriorityQueue<int, (double Loss, int Node)>();
        Add(0, _rows.Length, 0);
        int leafCount = 1;
        while (leafCount < _options.MaxLeaves && open.TryDequeue(out int at, out _))
        {
            GrownNode node = _nodes[at];
            int middle = Part(node);
            node.Left = Add(node.Start, middle - node.Start, node.Depth + 1);
            node.Right = Add(middle, node.Start + node.Length - middle, node.Depth + 1);
            leafCount++;
        }

        int Add(int start, int length, int depth)
        {
            int at = _nodes.Count;
            double[] weights = WeightsOf(start, length);
            var node = new GrownNode { Start = start, Length = length, Depth = depth, Weights = weights };
            _nodes.Add(node);
            bool mayPart = depth < _options.MaxDepth && length >= 2 * (long)_options.MinLeafRows
                && weights.Count(weight => weight > 0) > 1;
            node.Split = mayPart ? BestSplit(node, cancellationToken) : null;
            if (node.Split is not null)
            {
                open.Enqueue(at, (-node.Split.Gain, at));
            }

            return at;
        }
    }

    private TreeSplit? BestSplit(GrownNode node, CancellationToken cancellationToken)
    {
        var splits = new TreeSplit?[_histograms.Length];
        new RowUnits(splits.Length, 1).ForEach(
            RowUnits.ThreadsFor(_options.ThreadCount),
            feature =>
            {
                ReadOnlySpan<int> rows = _rows.AsSpan(node.Start, node.Length);
                _histograms[feature].Fill(_bins.Codes[feature], rows, _labels, _weights);
                splits[feature] = _histograms[feature].Best(feature, _options.MinLeafRows);
            },
            cancellationToken);

        double slack = 1e-12 * node.Weights.Sum();
        TreeSplit? best = null;
        foreach (TreeSplit? split in splits)
        {
            best = split is not null && (best is null || split.Gain > best.Gain + slack) ? split : best;
        }

        return best;
    }

    /// <summary>Moves a node's rows to the left and right, each in the order they had.</summary>
    private int Part(GrownNode node)
    {
        byte[] codes = _bins.Codes[node.Split!.Feature];
        Span<int> rows = _rows.AsSpan(node.Start, node.Length);
        int left = 0;
        int right = 0;
        foreach (int row in rows)
        {
            if (node.Split.GoesLeft(codes[row]))
            {
                rows[left++] = row;
            }
            else
            {
                _passed[right++] = row;
            }
        }

        _passed.AsSpan(0, right).CopyTo(rows[left..]);
        return node.Start + left;
    }

    private double[] WeightsOf(int start, int length)
    {
        double[] weights = new double[_classCount];
        foreach (int row in _rows.AsSpan(start, length))
        {
            weights[_labels[row]] += _weights is null ? 1 : _weights[row];
        }

        return weights;
    }
}
