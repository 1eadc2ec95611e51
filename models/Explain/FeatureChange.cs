namespace Segmentation.Models.Explain;

/// <summary>One feature's part in a change, in its own units.</summary>
/// <param name="Feature">Name of the feature.</param>
/// <param name="FeatureIndex">Its position among the columns.</param>
/// <param name="From">The customer's value.</param>
/// <param name="To">The value that would do.</param>
public readonly record struct FeatureChange(string Feature, int FeatureIndex, double From, double To);
