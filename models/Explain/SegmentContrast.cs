using MathNet.Numerics;

namespace Segmentation.Models.Explain;

/// <summary>One feature in one segment, against all other segments together.</summary>
public sealed record SegmentContrast
{
    /// <summary>Number of the segment.</summary>
    public required int Segment { get; init; }

    /// <summary>Position of the feature among the columns.</summary>
    public required int FeatureIndex { get; init; }

    /// <summary>Name of the feature.</summary>
    public required string Feature { get; init; }

    /// <summary>Rows of the segment that have a value.</summary>
    public required int Count { get; init; }

    /// <summary>Rows of the rest that have a value.</summary>
    public required int RestCount { get; init; }

    /// <summary>Share of the segment's rows without a value.</summary>
    public required double MissingShare { get; init; }

    /// <summary>Share of the rest's rows without a value; 0 when there is no rest.</summary>
    public required double RestMissingShare { get; init; }

    /// <summary>Mean in the segment; null when it has no value.</summary>
    public required double? Mean { get; init; }

    /// <summary>Mean in the rest; null when it has no value.</summary>
    public required double? RestMean { get; init; }

    /// <summary>Median in the segment, of the ranked rows; null when it has no value.</summary>
    public required double? Median { get; init; }

    /// <summary>Median in the rest, of the ranked rows; null when it has no value.</summary>
    public required double? RestMedian { get; init; }

    /// <summary>Mean less mean of the rest; null when either is.</summary>
    public required double? Difference { get; init; }

    /// <summary>Welch's interval of the difference; null with fewer than two values on a side.</summary>
    public required Interval? DifferenceInterval { get; init; }

    /// <summary>Mean over mean of the rest; null unless no value is negative and both means are positive.</summary>
    public required double? Ratio { get; init; }

    /// <summary>Interval of the ratio, made on its logarithm; null where the ratio or Welch's interval is.</summary>
    public required Interval? RatioInterval { get; init; }

    /// <summary>Cohen's d; null without spread or with fewer than two values on a side.</summary>
    public required double? CohensD { get; init; }

    /// <summary>Cliff's delta of the ranked rows; null when a side has no value.</summary>
    public required double? CliffsDelta { get; init; }

    /// <summary>Interval of Cliff's delta; null with fewer than two ranked values on a side.</summary>
    public required Interval? CliffsDeltaInterval { get; init; }

    /// <summary>Which of the two fits this feature.</summary>
    public required EffectMeasure Measure { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string MeasureReason { get; init; }

    /// <summary>The effect size by <see cref="Measure"/>; null where it is.</summary>
    public double? EffectSize => Measure == EffectMeasure.CohensD ? CohensD : CliffsDelta;

    /// <summary>
    /// Strength from 0 to 1, comparable between measures: |δ|, or the δ that two normal curves d apart would have.
    /// </summary>
    public double Strength =>
        Measure == EffectMeasure.CohensD
            ? SpecialFunctions.Erf(Math.Abs(CohensD ?? 0) / 2)
            : Math.Abs(CliffsDelta ?? 0);

    /// <summary>
    /// Whether a difference may be claimed: the interval of the means leaves out zero and, where ranks are compared,
    /// theirs does too and points the same way.
    /// </summary>
    public bool IsClear =>
        DifferenceInterval is { } means && means.Excludes(0)
        && (Measure == EffectMeasure.CohensD
            || CliffsDeltaInterval is { } ranks && ranks.Excludes(0) && ranks.Low > 0 == means.Low > 0);
}
