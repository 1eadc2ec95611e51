namespace Segmentation.Models.Clustering;

/// <summary>How a feature's distribution is reshaped before anything else.</summary>
public enum FeatureTransform
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>sign(x)·ln(1 + |x|): tames long tails and keeps zero and sign.</summary>
    SignedLog1p,
}

/// <summary>What one unit of a scaled feature means.</summary>
public enum FeatureScale
{
    /// <summary>No offset, no scale.</summary>
    None,

    /// <summary>Less the mean, over the population standard deviation.</summary>
    Standard,

    /// <summary>Less the median, over the interquartile range.</summary>
    Robust,
}

/// <summary>What stands in for a missing value (NaN).</summary>
public enum MissingRule
{
    /// <summary>A missing value is an error, when fitting and when applying.</summary>
    Refuse,

    /// <summary>The median of the fitted values.</summary>
    Median,

    /// <summary>The mean of the fitted values.</summary>
    Mean,

    /// <summary><see cref="FeatureScalingOptions.MissingValue"/>.</summary>
    Constant,
}

/// <summary>How one feature is prepared. Steps run in the order: impute, transform, winsorize, scale, weigh.</summary>
public sealed record FeatureScalingOptions
{
    /// <summary>Name, for messages and reports.</summary>
    public required string Name { get; init; }

    /// <summary>Reshaping.</summary>
    public FeatureTransform Transform { get; init; } = FeatureTransform.None;

    /// <summary>
    /// Values beyond the quantiles p and 1 − p of the transformed feature are pulled in to them; 0 pulls in none. At
    /// least 0 and less than 0.5.
    /// </summary>
    public double WinsorizeShare { get; init; }

    /// <summary>Offset and scale.</summary>
    public FeatureScale Scale { get; init; } = FeatureScale.Standard;

    /// <summary>
    /// The scaled feature is multiplied by this; 0 or more. 2 makes a distance in it count four times squared.
    /// </summary>
    public double Weight { get; init; } = 1;

    /// <summary>What to do about NaN.</summary>
    public MissingRule Missing { get; init; } = MissingRule.Refuse;

    /// <summary>The constant of <see cref="MissingRule.Constant"/>, in the feature's own units.</summary>
    public double MissingValue { get; init; }
}
