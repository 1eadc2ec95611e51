namespace Segmentation.Models.Explain;

/// <summary>How well the rules find one segment.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Count">Its rows among those judged.</param>
/// <param name="Recall">Share of its weight that the rules give to it; null when it has no row there.</param>
/// <param name="Precision">Share of the weight the rules give to it that is its own; null when they give none.</param>
public sealed record SegmentFidelity(int Segment, int Count, double? Recall, double? Precision);
