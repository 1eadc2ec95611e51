namespace Segmentation.Models.Quantiles;

/// <summary>
/// Values that cut a feature into buckets of about equal count, such as the quintiles of RFM. Equal values always fall
/// into the same bucket, so a customer's score never depends on the order of rows.
/// </summary>
/// <remarks>
/// The upper bound of bucket i of n is the smallest value v such that at least the share i/n of values is v or less. A
/// value that is too frequent fills several buckets; then bounds coincide and the buckets between stay empty.
/// </remarks>
public sealed record CutPoints
{
    /// <summary>
    /// Upper bounds, inclusive, ascending, one fewer than buckets. Bounds may repeat; the value then gets the lowest
    /// bucket it bounds.
    /// </summary>
    public required IReadOnlyList<double> UpperBounds { get; init; }

    /// <summary>Number of buckets, empty ones included.</summary>
    public int BucketCount => UpperBounds.Count + 1;

    /// <summary>Exact cut points of values of equal weight.</summary>
    /// <param name="values">At least one finite value, in any order.</param>
    /// <param name="bucketCount">At least 1.</param>
    /// <exception cref="ArgumentException">There is no value, or one is NaN or infinite.</exception>
    public static CutPoints FromValues(ReadOnlySpan<double> values, int bucketCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketCount, 1);
        double[] sorted = Sorted(values);
        double[] bounds = new double[bucketCount - 1];
        for (int bucket = 1; bucket < bucketCount; bucket++)
        {
            // In whole numbers, as the share in floating point would miss a boundary by a digit.
            long needed = ((long)bucket * sorted.Length + bucketCount - 1) / bucketCount;
            bounds[bucket - 1] = sorted[needed - 1];
        }

        return new CutPoints { UpperBounds = bounds };
    }

    /// <summary>Exact cut points at given shares.</summary>
    /// <param name="values">At least one finite value, in any order.</param>
    /// <param name="shares">Ascending, each above 0 and below 1; one fewer than buckets.</param>
    /// <exception cref="ArgumentException">Values or shares are not as described.</exception>
    public static CutPoints FromShares(ReadOnlySpan<double> values, IReadOnlyList<double> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.Any(share => !(share > 0 && share < 1))
            || shares.Zip(shares.Skip(1)).Any(pair => pair.Second < pair.First))
        {
            throw new ArgumentException("Shares must ascend, each above 0 and below 1.", nameof(shares));
        }

        double[] sorted = Sorted(values);
        return new CutPoints { UpperBounds = [.. shares.Select(share => sorted[Needed(share, sorted.Length) - 1])] };
    }

    /// <summary>The bucket of a value, from 0. Values beyond the fitted range fall into the first or last.</summary>
    /// <exception cref="ArgumentException">The value is NaN.</exception>
    public int Bucket(double value)
    {
        if (double.IsNaN(value))
        {
            throw new ArgumentException("NaN has no bucket. Decide on missing values before cutting.", nameof(value));
        }

        int low = 0;
        int high = UpperBounds.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = UpperBounds[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static double[] Sorted(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("Cut points need at least one value.", nameof(values));
        }

        double[] sorted = values.ToArray();
        if (Array.Exists(sorted, value => !double.IsFinite(value)))
        {
            throw new ArgumentException("Cut points need finite values; decide on missing ones first.", nameof(values));
        }

        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>The least count c with c / n ≥ share, as floating point compares them.</summary>
    private static int Needed(double share, int count)
    {
        int needed = Math.Clamp((int)Math.Ceiling(share * count), 1, count);
        while (needed > 1 && (double)(needed - 1) / count >= share)
        {
            needed--;
        }

        while (needed < count && (double)needed / count < share)
        {
            needed++;
        }

        return needed;
    }
}
