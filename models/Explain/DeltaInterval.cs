using MathNet.Numerics.Distributions;

namespace Segmentation.Models.Explain;

/// <summary>The interval of Cliff's delta, which is skewed near its ends.</summary>
internal static class DeltaInterval
{
    /// <remarks>
    /// Feng and Cliff, "Monte Carlo evaluation of ordinal d with improved confidence interval" (2004).
    /// </remarks>
    public static Interval Of(double delta, double variance, double smallerCount, double confidence)
    {
        double z = Normal.InvCDF(0, 1, 1 - (1 - confidence) / 2);
        double square = z * z;
        if (Math.Abs(delta) == 1)
        {
            // Rows that never meet have no variance; the bound then rests on how many there were.
            double bound = (smallerCount - square) / (smallerCount + square);
            return delta > 0 ? new Interval(bound, 1) : new Interval(-1, -bound);
        }

        double middle = delta - delta * delta * delta;
        double half = z * Math.Sqrt(variance * ((1 - delta * delta) * (1 - delta * delta) + square * variance));
        double scale = 1 - delta * delta + square * variance;
        return new Interval(Math.Max(-1, (middle - half) / scale), Math.Min(1, (middle + half) / scale));
    }
}
