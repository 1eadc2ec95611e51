namespace Segmentation.Models.Explain;

/// <summary>A figure and how sure it is.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Interval">
/// Its bootstrap interval. It tells how the judged rows might have differed, not how the rows learned from might have.
/// </param>
public readonly record struct Estimate(double Value, Interval Interval);
