namespace Segmentation.Models.Quantiles;

/// <summary>Quantiles between values.</summary>
public static class Quantile
{
    /// <summary>
    /// The quantile of sorted values, interpolated between the two nearest (type 7, as in NumPy and R).
    /// </summary>
    /// <param name="sorted">Finite values in ascending order, at least one.</param>
    /// <param name="share">From 0, the smallest value, to 1, the largest.</param>
    /// <remarks>Hyndman and Fan, "Sample quantiles in statistical packages" (1996).</remarks>
    public static double OfSorted(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            throw new ArgumentException("No values have no quantile.", nameof(sorted));
        }

        if (!(share >= 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share is from 0 to 1.");
        }

        double position = share * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
