using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Segmentation.Models.Clustering;

/// <summary>Asks memory for values that will be read soon: the processor's own guess comes too late for short kernels.</summary>
internal static unsafe class Prefetch
{
    private const int ValuesPerCacheLine = 16;

    /// <summary>Asks for a range, which may lie beyond what exists; then, as on Arm, nothing happens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Values(float* from, int count)
    {
        if (Sse.IsSupported)
        {
            for (int value = 0; value < count; value += ValuesPerCacheLine)
            {
                Sse.Prefetch0(from + value);
            }
        }
    }
}
