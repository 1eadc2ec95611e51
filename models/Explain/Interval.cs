namespace Segmentation.Models.Explain;

/// <summary>A closed interval of plausible values.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end, not below the lower one.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether the value lies in the interval, ends included. False when an end is NaN.</summary>
    public bool Contains(double value) => Low <= value && value <= High;

    /// <summary>Whether the interval leaves the value out, so that a difference from it may be claimed.</summary>
    public bool Excludes(double value) => value < Low || value > High;
}
