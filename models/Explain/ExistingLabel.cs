namespace Segmentation.Models.Explain;

/// <summary>The label a segment has today.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Label">Its label.</param>
/// <param name="NamedBy">The person who gave it; null when a machine proposed it.</param>
public sealed record ExistingLabel(int Segment, string Label, string? NamedBy);
