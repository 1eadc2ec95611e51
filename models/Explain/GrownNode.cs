namespace Segmentation.Models.Explain;

/// <summary>A node while it grows and is pruned.</summary>
internal sealed class GrownNode
{
    public required int Start { get; init; }

    public required int Length { get; init; }

    public required int Depth { get; init; }

    /// <summary>Weight per class.</summary>
    public required double[] Weights { get; init; }

    public TreeSplit? Split { get; set; }

    public int Left { get; set; } = -1;

    public int Right { get; set; } = -1;

    public bool IsLeaf => Left < 0;

    /// <summary>The class with most weight; a tie goes to the lower one.</summary>
    public int Segment => Array.IndexOf(Weights, Weights.Max());

    /// <summary>Weight that this node, as a leaf, would label wrongly.</summary>
    public double Error => Weights.Sum() - Weights.Max();
}
