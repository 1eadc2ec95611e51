namespace Segmentation.Models.Explain;

/// <summary>The nearest changes that would move one customer to another segment.</summary>
/// <param name="Current">The segment, or cluster, they are in.</param>
/// <param name="OneFeature">The smallest change in one feature alone; null when none within limits moves them.</param>
/// <param name="Overall">The smallest change in any features; null when none within limits moves them.</param>
/// <remarks>It says where the model's borders are, and not that causing the change would cause the behaviour.</remarks>
public sealed record NearestChange(int Current, SegmentChange? OneFeature, SegmentChange? Overall);
