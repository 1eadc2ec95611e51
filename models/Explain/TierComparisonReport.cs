namespace Segmentation.Models.Explain;

/// <summary>Micro-segments against broad tiers.</summary>
public sealed record TierComparisonReport
{
    /// <summary>Rows judged.</summary>
    public required int RowCount { get; init; }

    /// <summary>Tiers among them.</summary>
    public required int TierCount { get; init; }

    /// <summary>Micro-segments among them.</summary>
    public required int MicroSegmentCount { get; init; }

    /// <summary>Whether each micro-segment lies in one tier. They are compared either way.</summary>
    public required bool IsNested { get; init; }

    /// <summary>Of spend, by R²; null when spend does not vary.</summary>
    public required TierGain? Spend { get; init; }

    /// <summary>Of response, by McFadden; null when it was not given or does not vary.</summary>
    public required TierGain? Response { get; init; }

    /// <summary>The verdicts in words, one per outcome.</summary>
    public required IReadOnlyList<string> Verdicts { get; init; }
}
