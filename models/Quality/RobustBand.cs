namespace Segmentation.Models.Quality;

/// <summary>What has been usual: the median of some numbers and how far they lie from it, untouched by a few wild ones.</summary>
/// <param name="Median">Middle value; the mean of the two middle ones of an even count.</param>
/// <param name="Deviation">1.4826 times the median absolute deviation, which estimates the standard deviation of normal numbers.
/// 0 when more than half of them are equal.</param>
/// <remarks>Rousseeuw and Croux (1993), "Alternatives to the Median Absolute Deviation".</remarks>
public sealed record RobustBand(double Median, double Deviation)
{
    /// <summary>Makes the median absolute deviation estimate a normal standard deviation.</summary>
    private const double NormalScale = 1.4826;

    /// <summary>Measures the band.</summary>
    /// <param name="values">At least one number, all finite, in any order.</param>
    /// <exception cref="ArgumentException">There are none, or one is not finite.</exception>
    public static RobustBand Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0 || values.Any(value => !double.IsFinite(value)))
        {
            throw new ArgumentException("A band needs at least one number, and all of them finite.", nameof(values));
        }

        double median = Middle(values);
        return new RobustBand(median, NormalScale * Middle([.. values.Select(value => Math.Abs(value - median))]));
    }

    /// <summary>Whether a value lies below what is usual.</summary>
    /// <param name="value">The value.</param>
    /// <param name="deviations">Deviations below the median that are still usual.</param>
    /// <param name="leastFall">Smallest fall that counts, as a part of the median: it keeps a band of no width quiet.</param>
    public bool IsBelow(double value, double deviations, double leastFall) =>
        value < Median - (deviations * Deviation) && value <= Median * (1 - leastFall);

    /// <summary>Whether a value lies above what is usual.</summary>
    /// <param name="value">The value.</param>
    /// <param name="deviations">Deviations above the median that are still usual.</param>
    /// <param name="leastRise">Smallest rise that counts, in the values' own unit.</param>
    public bool IsAbove(double value, double deviations, double leastRise) =>
        value > Median + (deviations * Deviation) && value >= Median + leastRise;

    private static double Middle(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : sorted[half - 1] + ((sorted[half] - sorted[half - 1]) / 2);
    }
}
