namespace Segmentation.Models.Stability;

/// <summary>How far a distribution over buckets has moved: Σ (p − q)·ln(p / q), 0 for none.</summary>
/// <remarks>
/// By custom below 0.1 is stable and above 0.25 is a shift; thresholds belong to policy. The index is Jeffreys'
/// divergence, so it is the same in both directions.
/// </remarks>
public static class PopulationStabilityIndex
{
    /// <summary>The index of two counts over the same buckets.</summary>
    /// <param name="expected">Counts then, per bucket; not negative, some positive.</param>
    /// <param name="actual">Counts now, in the same buckets.</param>
    /// <returns>
    /// The index. When some bucket is empty on one side only, half a count is added to every bucket of both, since the
    /// logarithm of zero says nothing. Buckets empty on both sides count nothing.
    /// </returns>
    /// <exception cref="ArgumentException">Lengths differ, a count is negative, or one side has no members.</exception>
    public static double Of(ReadOnlySpan<long> expected, ReadOnlySpan<long> actual)
    {
        if (expected.Length != actual.Length)
        {
            throw new ArgumentException($"{expected.Length} buckets were compared with {actual.Length}.");
        }

        double expectedTotal = 0;
        double actualTotal = 0;
        int shared = 0;
        bool isLopsided = false;
        for (int bucket = 0; bucket < expected.Length; bucket++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(expected[bucket], nameof(expected));
            ArgumentOutOfRangeException.ThrowIfNegative(actual[bucket], nameof(actual));
            expectedTotal += expected[bucket];
            actualTotal += actual[bucket];
            shared += expected[bucket] + actual[bucket] > 0 ? 1 : 0;
            isLopsided |= expected[bucket] == 0 != (actual[bucket] == 0);
        }

        if (expectedTotal == 0 || actualTotal == 0)
        {
            throw new ArgumentException("One side has no members, so it has no distribution to compare.");
        }

        double added = isLopsided ? 0.5 : 0;
        double index = 0;
        for (int bucket = 0; bucket < expected.Length; bucket++)
        {
            if (expected[bucket] + actual[bucket] > 0)
            {
                double then = (expected[bucket] + added) / (expectedTotal + added * shared);
                double now = (actual[bucket] + added) / (actualTotal + added * shared);
                index += (now - then) * Math.Log(now / then);
            }
        }

        return index;
    }
}
