namespace Segmentation.Models.Explain;

/// <summary>One contrast in words.</summary>
/// <param name="Segment">Number of the segment, the subject of the sentence.</param>
/// <param name="Feature">Name of the feature.</param>
/// <param name="Text">The sentence without its subject: "orders 3.1x as often as the others (2.9 to 3.3)".</param>
/// <param name="IsMore">Whether the segment shows more of the behaviour than the others.</param>
/// <param name="Strength">As <see cref="SegmentContrast.Strength"/>.</param>
public sealed record PlainSentence(int Segment, string Feature, string Text, bool IsMore, double Strength);
