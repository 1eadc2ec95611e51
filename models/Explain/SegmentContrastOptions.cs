namespace Segmentation.Models.Explain;

/// <summary>How segments are contrasted with the rest.</summary>
public sealed record SegmentContrastOptions
{
    /// <summary>Seed of the sample from which medians and ranks are taken.</summary>
    public required long Seed { get; init; }

    /// <summary>Share of intervals that hold the truth, each by itself; above 0 and below 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>
    /// Up to this many rows medians and ranks are exact. Beyond it they come from about this many rows, chosen by hash
    /// of the key, and every segment has at least <see cref="SmallestSegmentSample"/> of its rows or all among them.
    /// </summary>
    public int RankSampleRows { get; init; } = 100_000;

    /// <summary>Rows that a small segment brings into the sample, on average.</summary>
    public int SmallestSegmentSample { get; init; } = 1_000;

    /// <summary>Beyond this skewness, either way, ranks are compared instead of means (Bulmer 1979).</summary>
    public double LargestSkewness { get; init; } = 1;

    /// <summary>Above this share of zeros, ranks are compared instead of means.</summary>
    public double LargestZeroShare { get; init; } = 0.25;

    /// <summary>Threads; 0 or less means every core. Changes no digit.</summary>
    public int ThreadCount { get; init; }
}
