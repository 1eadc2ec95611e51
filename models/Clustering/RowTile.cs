using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Segmentation.Models.Clustering;

/// <summary>A few rows turned on their side: column after column, one row per vector lane.</summary>
internal static unsafe class RowTile
{
    /// <summary>
    /// Writes <paramref name="tileRows"/> rows, less the origin, to <paramref name="tile"/>[column][row]. When fewer
    /// rows are available the last one fills the rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Pack(float* rows, int available, int tileRows, int columnCount, float* origin, float* tile)
    {
        int lastRow = available - 1;
        nint stride = tileRows;
        for (int group = 0; group < tileRows; group += 4)
        {
            float* row0 = rows + (nint)Math.Min(group, lastRow) * columnCount;
            float* row1 = rows + (nint)Math.Min(group + 1, lastRow) * columnCount;
            float* row2 = rows + (nint)Math.Min(group + 2, lastRow) * columnCount;
            float* row3 = rows + (nint)Math.Min(group + 3, lastRow) * columnCount;
            float* cell = tile + group;
            nint column = 0;
            for (; column + 4 <= columnCount; column += 4, cell += 4 * stride)
            {
                Vector128<float> shift = Vector128.Load(origin + column);
                TransposeFour(
                    Vector128.Load(row0 + column) - shift,
                    Vector128.Load(row1 + column) - shift,
                    Vector128.Load(row2 + column) - shift,
                    Vector128.Load(row3 + column) - shift,
                    cell,
                    stride);
            }

            for (; column < columnCount; column++, cell += stride)
            {
                cell[0] = row0[column] - origin[column];
                cell[1] = row1[column] - origin[column];
                cell[2] = row2[column] - origin[column];
                cell[3] = row3[column] - origin[column];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeFour(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* target, nint stride)
    {
        // Pairs of floats move as doubles; Create(GetLower, GetLower) would go through memory.
        Vector128<double> abLow = InterleaveLow(a, b).AsDouble();
        Vector128<double> abHigh = InterleaveHigh(a, b).AsDouble();
        Vector128<double> cdLow = InterleaveLow(c, d).AsDouble();
        Vector128<double> cdHigh = InterleaveHigh(c, d).AsDouble();
        InterleaveLow(abLow, cdLow).AsSingle().Store(target);
        InterleaveHigh(abLow, cdLow).AsSingle().Store(target + stride);
        InterleaveLow(abHigh, cdHigh).AsSingle().Store(target + 2 * stride);
        InterleaveHigh(abHigh, cdHigh).AsSingle().Store(target + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveLow(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Vector128.Create(left[0], right[0], left[1], right[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveHigh(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Vector128.Create(left[2], right[2], left[3], right[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> InterleaveLow(Vector128<double> left, Vector128<double> right) =>
        Sse2.IsSupported ? Sse2.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Vector128.Create(left[0], right[0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> InterleaveHigh(Vector128<double> left, Vector128<double> right) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Vector128.Create(left[1], right[1]);
}
