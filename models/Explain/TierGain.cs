namespace Segmentation.Models.Explain;

/// <summary>What a finer cut explains of one outcome beyond a broad one, on rows neither was learned from.</summary>
public sealed record TierGain
{
    /// <summary>Share explained by the tiers.</summary>
    public required Estimate Tiers { get; init; }

    /// <summary>Share explained by the micro-segments.</summary>
    public required Estimate MicroSegments { get; init; }

    /// <summary>The difference, with its interval from the same draws.</summary>
    public required Estimate Gain { get; init; }

    /// <summary>
    /// The difference after each pays for its groups: R² adjusted for degrees of freedom, or McFadden's share less one
    /// unit of log-likelihood per group. Held-out figures are honest without it; it asks whether the gain repays the
    /// groups that must be named, served and kept. Null when there are as many micro-segments as rows.
    /// </summary>
    public required double? PenalizedGain { get; init; }

    /// <summary>Whether the gain is clear and repays its groups.</summary>
    public bool IsWorthIt => Gain.Interval.Low > 0 && PenalizedGain > 0;
}
