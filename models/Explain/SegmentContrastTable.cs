namespace Segmentation.Models.Explain;

/// <summary>Every feature in every segment, against the rest.</summary>
public sealed record SegmentContrastTable
{
    /// <summary>Segments that have rows, ascending.</summary>
    public required IReadOnlyList<SegmentProfile> Segments { get; init; }

    /// <summary>Contrasts by segment, then by feature in column order.</summary>
    public required IReadOnlyList<SegmentContrast> Contrasts { get; init; }

    /// <summary>Rows without a segment (a label below 0). They are in neither side of a contrast.</summary>
    public required int UnlabelledCount { get; init; }

    /// <summary>Rows from which medians and ranks were taken.</summary>
    public required int RankedRowCount { get; init; }

    /// <summary>Whether those were all rows with a segment.</summary>
    public required bool AreRanksExact { get; init; }

    /// <summary>Share of intervals that hold the truth, each by itself.</summary>
    public required double Confidence { get; init; }

    /// <summary>The contrasts of one segment, in column order.</summary>
    /// <exception cref="ArgumentException">The segment has no rows.</exception>
    public IReadOnlyList<SegmentContrast> Of(int segment)
    {
        SegmentContrast[] own = [.. Contrasts.Where(contrast => contrast.Segment == segment)];
        return own.Length > 0
            ? own
            : throw new ArgumentException($"Segment {segment} has no rows here.", nameof(segment));
    }
}
