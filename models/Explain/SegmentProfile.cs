namespace Segmentation.Models.Explain;

/// <summary>How large a segment is.</summary>
public sealed record SegmentProfile
{
    /// <summary>Number of the segment.</summary>
    public required int Segment { get; init; }

    /// <summary>Rows in it.</summary>
    public required int Size { get; init; }

    /// <summary>Its share of all rows given, those without a segment included.</summary>
    public required double SizeShare { get; init; }

    /// <summary>Its sum of revenue, where revenue was given; a missing revenue counts as none.</summary>
    public required double? Revenue { get; init; }

    /// <summary>
    /// Its share of the revenue of all rows; null when there is none to share or revenue was not given.
    /// </summary>
    public required double? RevenueShare { get; init; }
}
