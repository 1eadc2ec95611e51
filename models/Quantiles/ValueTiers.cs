namespace Segmentation.Models.Quantiles;

/// <summary>
/// Tiers of customers by value, the best first, such as those who bring the first 50, 80 and 95 % of it. The bounds are
/// kept: a score next month means the same amount. Fitted again each month, a tier means the same share instead.
/// </summary>
/// <remarks>
/// Equal values always share a tier, so a tier holds its share or, at its bound, somewhat more. Value is the sum of
/// positive values; customers at 0 or below bring none of it and are in the last tier, unless bounds given by hand say
/// otherwise.
/// </remarks>
public sealed record ValueTiers
{
    /// <summary>
    /// The least value of each tier but the last, inclusive, descending. Bounds may repeat; the value then gets the
    /// best tier it bounds.
    /// </summary>
    public required IReadOnlyList<double> LowerBounds { get; init; }

    /// <summary>Number of tiers, empty ones included.</summary>
    public int TierCount => LowerBounds.Count + 1;

    /// <summary>Fixed tiers, decided by people.</summary>
    /// <param name="lowerBounds">The least value of each tier but the last, descending, finite.</param>
    /// <exception cref="ArgumentException">Bounds rise, or one is not finite.</exception>
    public static ValueTiers FromBounds(IReadOnlyList<double> lowerBounds)
    {
        ArgumentNullException.ThrowIfNull(lowerBounds);
        if (!lowerBounds.All(double.IsFinite) || !IsOrdered([.. lowerBounds.Reverse()]))
        {
            throw new ArgumentException("Lower bounds must be finite and descend.", nameof(lowerBounds));
        }

        return new ValueTiers { LowerBounds = [.. lowerBounds] };
    }

    /// <summary>Tiers by share of value: the fewest best customers who bring each share of all value.</summary>
    /// <param name="values">One finite value per customer, in any order and unit.</param>
    /// <param name="shares">Ascending, above 0 and below 1: [0.5, 0.8, 0.95] makes four tiers.</param>
    /// <exception cref="ArgumentException">
    /// Values or shares are not as described, or no value is positive, so that there is nothing to share.
    /// </exception>
    public static ValueTiers FromShareOfValue(ReadOnlySpan<double> values, IReadOnlyList<double> shares)
    {
        double[] descending = Descending(values, shares);
        int positiveCount = Array.FindIndex(descending, value => value <= 0);
        positiveCount = positiveCount < 0 ? descending.Length : positiveCount;
        double total = 0;
        for (int i = 0; i < positiveCount; i++)
        {
            total += descending[i];
        }

        if (!(total > 0 && double.IsFinite(total)))
        {
            throw new ArgumentException(
                $"The positive values of {values.Length} customers add up to {total}; there is no value to share. " +
                "Use share of customers, or bounds.", nameof(values));
        }

        double[] bounds = new double[shares.Count];
        double reached = 0;
        int next = 0;
        for (int tier = 0; tier < bounds.Length; tier++)
        {
            // The same sum in the same order as the total, so that the last customer reaches it exactly.
            while (next < positiveCount && (next == 0 || reached < shares[tier] * total))
            {
                reached += descending[next++];
            }

            bounds[tier] = descending[next - 1];
        }

        return new ValueTiers { LowerBounds = bounds };
    }

    /// <summary>Tiers by share of customers: the best 5 %, then up to 20 %, and so on.</summary>
    /// <param name="values">One finite value per customer, in any order and unit.</param>
    /// <param name="shares">
    /// Ascending, above 0 and below 1, counted from the best: [0.05, 0.2] makes three tiers.
    /// </param>
    /// <exception cref="ArgumentException">Values or shares are not as described.</exception>
    public static ValueTiers FromShareOfCustomers(ReadOnlySpan<double> values, IReadOnlyList<double> shares)
    {
        double[] descending = Descending(values, shares);

        // The best customers by value are the first by its negative, whose cut points are exact.
        CutPoints cuts = CutPoints.FromShares([.. descending.Select(value => -value)], shares);
        return new ValueTiers { LowerBounds = [.. cuts.UpperBounds.Select(bound => -bound)] };
    }

    /// <summary>The tier of a value, from 0, the best.</summary>
    /// <exception cref="ArgumentException">The value is NaN.</exception>
    public int Tier(double value)
    {
        if (double.IsNaN(value))
        {
            throw new ArgumentException("NaN has no tier. Decide on missing values before tiering.", nameof(value));
        }

        int tier = 0;
        while (tier < LowerBounds.Count && value < LowerBounds[tier])
        {
            tier++;
        }

        return tier;
    }

    /// <summary>
    /// What each tier holds of some customers: the evidence for the bounds, or how far they have drifted.
    /// </summary>
    /// <param name="values">One finite value per customer.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public IReadOnlyList<ValueTierShare> Describe(ReadOnlySpan<double> values)
    {
        double[] ordered = values.IsEmpty ? [] : Descending(values, []);
        double[] sums = new double[TierCount];
        long[] counts = new long[TierCount];
        foreach (double value in ordered)
        {
            int tier = Tier(value);
            counts[tier]++;
            sums[tier] += value;
        }

        double positive = ordered.Where(value => value > 0).Sum();
        return
        [
            .. Enumerable.Range(0, TierCount).Select(tier => new ValueTierShare(
                tier,
                counts[tier],
                ordered.Length == 0 ? 0 : (double)counts[tier] / ordered.Length,
                sums[tier],
                positive > 0 ? sums[tier] / positive : 0)),
        ];
    }

    private static double[] Descending(ReadOnlySpan<double> values, IReadOnlyList<double> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.Any(share => !(share > 0 && share < 1)) || !IsOrdered(shares))
        {
            throw new ArgumentException("Shares must ascend, each above 0 and below 1.", nameof(shares));
        }

        double[] sorted = values.ToArray();
        if (sorted.Length == 0 || !Array.TrueForAll(sorted, double.IsFinite))
        {
            throw new ArgumentException(
                "Tiers need at least one value, all finite; decide on missing ones first.", nameof(values));
        }

        Array.Sort(sorted);
        Array.Reverse(sorted);
        return sorted;
    }

    private static bool IsOrdered(IReadOnlyList<double> values) =>
        values.Zip(values.Skip(1)).All(pair => pair.First <= pair.Second);
}
