namespace Segmentation.Models.Explain;

/// <summary>A change that would move a customer to another segment, all else equal.</summary>
/// <param name="Target">The segment, or cluster, they would be in.</param>
/// <param name="Distance">How far the change goes, as the model measures distance.</param>
/// <param name="Changes">What changes, in column order.</param>
public sealed record SegmentChange(int Target, double Distance, IReadOnlyList<FeatureChange> Changes);
