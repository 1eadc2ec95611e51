namespace Segmentation.Models.Clustering;

/// <summary>One fitted feature: everything needed to prepare a new value, in plain numbers.</summary>
public sealed record ScaledFeature
{
    /// <summary>Name of the feature.</summary>
    public required string Name { get; init; }

    /// <summary>Reshaping.</summary>
    public required FeatureTransform Transform { get; init; }

    /// <summary>Whether a missing value is an error.</summary>
    public required bool RefusesMissing { get; init; }

    /// <summary>What replaces a missing value, in the feature's own units; 0 when missing values are refused.</summary>
    public required double MissingValue { get; init; }

    /// <summary>Transformed values below this become it; null when nothing is winsorized.</summary>
    public double? LowerCap { get; init; }

    /// <summary>Transformed values above this become it; null when nothing is winsorized.</summary>
    public double? UpperCap { get; init; }

    /// <summary>Subtracted after transform and caps.</summary>
    public required double Offset { get; init; }

    /// <summary>Divided by after the offset; never 0.</summary>
    public required double Scale { get; init; }

    /// <summary>Multiplied by at the end.</summary>
    public required double Weight { get; init; }

    /// <summary>
    /// Whether the fitted values had no spread, so that <see cref="Scale"/> is 1 for want of a better one.
    /// </summary>
    public required bool IsConstant { get; init; }

    /// <summary>Values that were missing when fitting.</summary>
    public required long MissingCount { get; init; }

    /// <summary>Prepares one value.</summary>
    /// <exception cref="ArgumentException">The value is infinite, or missing where that is refused.</exception>
    public double Apply(double value) => (Reshape(Impute(value)) - Offset) / Scale * Weight;

    /// <summary>Takes a prepared value back to the feature's own units; what the caps cut off is lost.</summary>
    public double Invert(double prepared)
    {
        double reshaped = Weight == 0 ? Offset : prepared / Weight * Scale + Offset;
        return Transform == FeatureTransform.SignedLog1p
            ? Math.CopySign(Expm1(Math.Abs(reshaped)), reshaped)
            : reshaped;
    }

    internal static double Transformed(double value, FeatureTransform transform) =>
        transform == FeatureTransform.SignedLog1p ? Math.CopySign(Log1p(Math.Abs(value)), value) : value;

    internal double Reshape(double value)
    {
        double transformed = Transformed(value, Transform);
        double raised = Math.Max(transformed, LowerCap ?? double.NegativeInfinity);
        return Math.Min(raised, UpperCap ?? double.PositiveInfinity);
    }

    private double Impute(double value)
    {
        if (double.IsNaN(value))
        {
            return RefusesMissing
                ? throw new ArgumentException(
                    $"Feature {Name} has a missing value and its rule is Refuse. Choose Median, Mean or Constant, or " +
                    "leave the row out.")
                : MissingValue;
        }

        return double.IsFinite(value)
            ? value
            : throw new ArgumentException($"Feature {Name} has the value {value}. Replace it by NaN if it is missing.");
    }

    /// <summary>ln(1 + x) that keeps its digits for small x (Kahan).</summary>
    private static double Log1p(double value)
    {
        double plusOne = 1 + value;
        return plusOne == 1 ? value : Math.Log(plusOne) * value / (plusOne - 1);
    }

    /// <summary>eˣ − 1 that keeps its digits for small x (Kahan).</summary>
    private static double Expm1(double value)
    {
        double exponential = Math.Exp(value);
        return exponential == 1 ? value
            : double.IsInfinity(exponential) ? exponential
            : (exponential - 1) * value / Math.Log(exponential);
    }
}
