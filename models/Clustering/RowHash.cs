using System.Runtime.CompilerServices;

namespace Segmentation.Models.Clustering;

/// <summary>
/// Random draws that are a function of (seed, round, row key): any order, any thread, any sample sees the same draw.
/// </summary>
/// <remarks>The mixing is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).</remarks>
internal static class RowHash
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    /// <summary>The seed of one round, from the fit's seed and up to two counters.</summary>
    public static ulong Round(long seed, int restart, int round) =>
        Mix(Mix(Mix(unchecked((ulong)seed) + GoldenGamma) + (uint)restart * GoldenGamma) + (uint)round * GoldenGamma);

    /// <summary>64 mixed bits for one row in one round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bits(ulong roundSeed, ulong key) => Mix(unchecked(roundSeed + key * GoldenGamma));

    /// <summary>A uniform draw strictly between 0 and 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Uniform(ulong roundSeed, ulong key) =>
        ((Bits(roundSeed, key) >> 11) + 0.5) * (1.0 / (1UL << 53));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
