namespace Segmentation.Models.Explain;

/// <summary>How rules are found that say what a model does, and when they are good enough.</summary>
public sealed record SurrogateTreeOptions
{
    /// <summary>
    /// Seed of the split into rows to grow, to prune and to judge by, and of the sample that sets the bins.
    /// </summary>
    public required long Seed { get; init; }

    /// <summary>Questions on the way to a leaf at most; at least 1.</summary>
    public int MaxDepth { get; init; } = 6;

    /// <summary>Leaves at most; from 1 to 1,024. More rules than people read explain nothing.</summary>
    public int MaxLeaves { get; init; } = 32;

    /// <summary>Rows in a leaf at least.</summary>
    public int MinLeafRows { get; init; } = 20;

    /// <summary>
    /// Bins per feature; from 2 to 255. A feature with no more distinct values than this is cut exactly, others at
    /// quantiles.
    /// </summary>
    public int BinCount { get; init; } = 255;

    /// <summary>About how many rows, chosen by hash, set the bins.</summary>
    public int BinSampleRows { get; init; } = 100_000;

    /// <summary>Share of rows that choose how far to prune; 0 does not prune.</summary>
    public double ValidationShare { get; init; } = 0.2;

    /// <summary>
    /// Share of rows on which fidelity is measured and which the tree never saw; 0 measures on the rows it was grown
    /// from, and the evidence says so.
    /// </summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>Below this share of rows with the right segment the rules are refused.</summary>
    public double MinFidelity { get; init; } = 0.9;

    /// <summary>
    /// Below this share of a segment's own rows found they are refused too: nine tenths overall can miss a small
    /// segment.
    /// </summary>
    public double MinSegmentRecall { get; init; } = 0.5;

    /// <summary>Threads; 0 or less means every core. Changes no digit.</summary>
    public int ThreadCount { get; init; }
}
