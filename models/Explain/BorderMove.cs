namespace Segmentation.Models.Explain;

/// <summary>The shortest move to the plane between two centroids.</summary>
internal static class BorderMove
{
    /// <summary>
    /// λ·(b − a) held within limits, where it must come to half of what b is further away. Each round fixes the
    /// features whose limit is met, which only raises λ for the others; so there are at most as many rounds as
    /// features.
    /// </summary>
    /// <param name="own">The current centroid, a.</param>
    /// <param name="other">The other centroid, b.</param>
    /// <param name="excess">Squared distance to b less that to a, above 0.</param>
    /// <param name="down">How far each feature may fall, 0 or less.</param>
    /// <param name="up">How far each feature may rise, 0 or more.</param>
    /// <returns>The move of each feature; null when limits keep it from the plane.</returns>
    public static double[]? Shortest(
        ReadOnlySpan<double> own,
        ReadOnlySpan<double> other,
        double excess,
        ReadOnlySpan<double> down,
        ReadOnlySpan<double> up)
    {
        double[] move = new double[own.Length];
        Span<bool> isFixed = stackalloc bool[Math.Min(own.Length, 1_024)];
        isFixed = own.Length > isFixed.Length ? new bool[own.Length] : isFixed;
        while (true)
        {
            double needed = excess / 2;
            double free = 0;
            for (int i = 0; i < move.Length; i++)
            {
                double apart = other[i] - own[i];
                needed -= isFixed[i] ? apart * move[i] : 0;
                free += isFixed[i] ? 0 : apart * apart;
            }

            if (needed > 0 && free == 0)
            {
                return null;
            }

            double pace = needed > 0 ? needed / free : 0;
            bool isWithin = true;
            for (int i = 0; i < move.Length; i++)
            {
                if (!isFixed[i])
                {
                    double wanted = pace * (other[i] - own[i]);
                    move[i] = Math.Clamp(wanted, down[i], up[i]);
                    isFixed[i] = move[i] != wanted;
                    isWithin &= !isFixed[i];
                }
            }

            if (isWithin)
            {
                return move;
            }
        }
    }
}
