using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Segmentation.Benchmarks.Models;

/// <summary>What the processor can do at most, measured the way the kernels use it.</summary>
/// <remarks>Per second of processor time, so that other work on the machine takes nothing away.</remarks>
internal static class MachineLimits
{
    private const int Repeats = 9;
    private const int Steps = 5_000_000;

    /// <summary>
    /// Billions of float32 operations per processor-second, two per fused step, in registers alone. The best of nine.
    /// </summary>
    public static double MultiplyAddGigaflops(int threadCount)
    {
        int lanes = Vector512.IsHardwareAccelerated ? 16 : 8;
        double seconds = Best(
            threadCount, _ => Keep(lanes == 16 ? Multiply512(Steps) : Multiply256(Steps)));
        return threadCount * 12.0 * lanes * 2 * Steps / seconds / 1e9;
    }

    /// <summary>
    /// Gigabytes per processor-second read by all threads at once from memory larger than any cache. The best of nine.
    /// </summary>
    public static double ReadGigabytes(int threadCount)
    {
        float[] memory = GC.AllocateUninitializedArray<float>(1 << 28);
        memory.AsSpan().Fill(1);
        int share = memory.Length / threadCount;
        double seconds = Best(threadCount, thread => Keep(Sum(memory.AsSpan(thread * share, share))));
        return (double)share * threadCount * sizeof(float) / seconds / 1e9;
    }

    // A result that nobody keeps may be computed by nobody.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(float value) => _ = value;

    private static double Best(int threadCount, Action<int> work)
    {
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Parallel.For(0, threadCount, new ParallelOptions { MaxDegreeOfParallelism = threadCount }, work);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Multiply512(int steps)
    {
        Vector512<float> a = Vector512.Create(1f), b = a, c = a, d = a, e = a, f = a;
        Vector512<float> g = a, h = a, i = a, j = a, k = a, l = a;
        Vector512<float> x = Vector512.Create(0.999f), y = Vector512.Create(0.001f);
        for (int step = 0; step < steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Multiply256(int steps)
    {
        Vector256<float> a = Vector256.Create(1f), b = a, c = a, d = a, e = a, f = a;
        Vector256<float> g = a, h = a, i = a, j = a, k = a, l = a;
        Vector256<float> x = Vector256.Create(0.999f), y = Vector256.Create(0.001f);
        for (int step = 0; step < steps; step++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(ReadOnlySpan<float> values)
    {
        Vector256<float> a = Vector256<float>.Zero, b = a, c = a, d = a;
        for (int i = 0; i + 32 <= values.Length; i += 32)
        {
            a += Vector256.LoadUnsafe(in values[i]);
            b += Vector256.LoadUnsafe(in values[i + 8]);
            c += Vector256.LoadUnsafe(in values[i + 16]);
            d += Vector256.LoadUnsafe(in values[i + 24]);
        }

        return Vector256.Sum(a + b + c + d);
    }
}
