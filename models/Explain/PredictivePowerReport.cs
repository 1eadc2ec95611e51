namespace Segmentation.Models.Explain;

/// <summary>What segments foretell, beside what is had for nothing.</summary>
public sealed record PredictivePowerReport
{
    /// <summary>Rows judged.</summary>
    public required int RowCount { get; init; }

    /// <summary>
    /// Whether group means were learned in an earlier period; if not, on other rows of the same one, which is easier.
    /// </summary>
    public required bool IsLearnedEarlier { get; init; }

    /// <summary>Scores: nothing, last-spend decile, recency decile where given, segments.</summary>
    public required IReadOnlyList<PredictorScore> Scores { get; init; }

    /// <summary>Segments against every baseline but nothing, whose scores are 0 and whose AUC is a half.</summary>
    public required IReadOnlyList<PredictorComparison> Comparisons { get; init; }

    /// <summary>The verdicts in words: one for spend by R², one for churn by McFadden where there is any.</summary>
    public required IReadOnlyList<string> Verdicts { get; init; }
}
