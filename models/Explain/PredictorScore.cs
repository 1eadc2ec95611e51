namespace Segmentation.Models.Explain;

/// <summary>How well one way to group customers foretells what they do, on rows it was not learned from.</summary>
public sealed record PredictorScore
{
    /// <summary>What groups them: segments, last-spend decile, recency decile, or nothing.</summary>
    public required string Predictor { get; init; }

    /// <summary>Groups that were learned.</summary>
    public required int GroupCount { get; init; }

    /// <summary>
    /// Share of the squared error of the mean that is gone; below 0 is worse than the mean. Null when spend does not
    /// vary.
    /// </summary>
    public required Estimate? SpendRSquared { get; init; }

    /// <summary>
    /// The same of Poisson deviance, which one large customer does not rule; null when some spend is negative or all is
    /// 0.
    /// </summary>
    public required Estimate? SpendDeviance { get; init; }

    /// <summary>
    /// Chance that a lost customer was given the higher risk than one who stayed, ties half; null without both kinds.
    /// </summary>
    public required Estimate? ChurnAuc { get; init; }

    /// <summary>Mean of −ln of the chance given to what happened; null without both kinds.</summary>
    public required double? ChurnLogLoss { get; init; }

    /// <summary>Share of the log-loss of the mean rate that is gone (McFadden); null without both kinds.</summary>
    public required Estimate? ChurnMcFadden { get; init; }
}
