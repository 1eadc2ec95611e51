using System.Numerics;

namespace Segmentation.Models.Ledger;

/// <summary>Shares an amount out so that the parts add up to it exactly.</summary>
/// <remarks>The method of the largest remainder (Hamilton): every part gets its quota rounded down to whole cents, and the cents that
/// are left go, one each, to the parts that lost most by rounding; among equals, to the first. All in whole numbers, so the
/// result is the same on every machine.</remarks>
public static class LargestRemainder
{
    private const int CentsPerUnit = 100;

    /// <summary>Shares an amount out by weights.</summary>
    /// <param name="amount">The amount, positive or negative. What it has beyond whole cents goes to the part that is first in line for a cent.</param>
    /// <param name="weights">Weight of each part, none negative, not all zero.</param>
    /// <returns>The parts, in the order of the weights; their sum is the amount.</returns>
    /// <exception cref="ArgumentException">A weight is negative, or all are zero.</exception>
    public static decimal[] Allocate(decimal amount, IReadOnlyList<decimal> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Any(weight => weight < 0))
        {
            throw new ArgumentException("A weight is negative.", nameof(weights));
        }

        BigInteger[] whole = Whole(weights);
        BigInteger total = whole.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight);
        if (total.IsZero)
        {
            throw new ArgumentException("All weights are zero: there is nothing to share out by.", nameof(weights));
        }

        decimal magnitude = Math.Abs(amount);
        var cents = new BigInteger(decimal.Floor(magnitude * CentsPerUnit));
        decimal beyondCents = magnitude - (decimal)cents / CentsPerUnit;

        var parts = new BigInteger[whole.Length];
        var remainders = new BigInteger[whole.Length];
        for (int i = 0; i < whole.Length; i++)
        {
            parts[i] = BigInteger.DivRem(cents * whole[i], total, out remainders[i]);
        }

        int left = (int)(cents - parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part));
        int[] inLine = [.. Enumerable.Range(0, whole.Length).OrderByDescending(i => remainders[i]).ThenByDescending(i => whole[i]).ThenBy(i => i)];
        foreach (int i in inLine.Take(left))
        {
            parts[i]++;
        }

        decimal[] shares = [.. parts.Select(part => (decimal)part / CentsPerUnit)];
        shares[inLine[left % inLine.Length]] += beyondCents;
        return amount < 0 ? [.. shares.Select(share => -share)] : shares;
    }

    /// <summary>The weights as whole numbers of one unit.</summary>
    private static BigInteger[] Whole(IReadOnlyList<decimal> weights)
    {
        int scale = weights.Select(weight => (int)weight.Scale).DefaultIfEmpty().Max();
        return [.. weights.Select(weight => Mantissa(weight) * BigInteger.Pow(10, scale - weight.Scale))];
    }

    private static BigInteger Mantissa(decimal weight)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(weight, bits);
        return ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
    }
}
