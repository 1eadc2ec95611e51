namespace Segmentation.Models.Explain;

/// <summary>Medians and Cliff's delta of one segment against the rest.</summary>
internal readonly record struct RankContrast(
    double? Median, double? RestMedian, double? CliffsDelta, Interval? CliffsDeltaInterval);
