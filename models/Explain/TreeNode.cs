namespace Segmentation.Models.Explain;

/// <summary>A question, or a leaf with its answer.</summary>
public sealed record TreeNode
{
    /// <summary>Position of the feature asked about; -1 in a leaf.</summary>
    public required int FeatureIndex { get; init; }

    /// <summary>
    /// A value at most this goes left, above it right. Null asks whether there is a value at all: if so left, else
    /// right.
    /// </summary>
    public required double? Threshold { get; init; }

    /// <summary>Whether a missing value goes left.</summary>
    public required bool MissingGoesLeft { get; init; }

    /// <summary>Position of the left node, or -1.</summary>
    public required int Left { get; init; }

    /// <summary>Position of the right node, or -1.</summary>
    public required int Right { get; init; }

    /// <summary>The segment with most weight here; a tie goes to the lower one.</summary>
    public required int Segment { get; init; }

    /// <summary>Share of all weight that came here when growing.</summary>
    public required double Share { get; init; }

    /// <summary>Share of the weight here that has <see cref="Segment"/>.</summary>
    public required double Purity { get; init; }

    /// <summary>Whether it answers.</summary>
    public bool IsLeaf => FeatureIndex < 0;
}
