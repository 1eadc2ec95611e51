using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Segmentation.Models.Clustering;

namespace Segmentation.Models.Validation;

/// <summary>Sums of distances from a tile of rows to many others. The width changes speed, never results.</summary>
internal abstract unsafe class DistanceKernel
{
    public abstract int TileRows { get; }

    /// <summary>Turns a whole tile of rows on its side.</summary>
    public abstract void Pack(float* rows, int columnCount, float* origin, float* tile);

    /// <summary>For each row of the tile, the sum of distances to the others, in the order of the others.</summary>
    public abstract void SumDistances(float* tile, float* others, int otherCount, int columnCount, double* sums);

    /// <summary>The kernel for a width, or for the widest that runs well.</summary>
    public static DistanceKernel For(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => new DistanceKernel<Lanes512, Vector512<float>>(),
        VectorWidth.Bits256 => new DistanceKernel<Lanes256, Vector256<float>>(),
        VectorWidth.Bits128 => new DistanceKernel<Lanes128, Vector128<float>>(),
        _ when Vector512.IsHardwareAccelerated => new DistanceKernel<Lanes512, Vector512<float>>(),
        _ when Vector256.IsHardwareAccelerated => new DistanceKernel<Lanes256, Vector256<float>>(),
        _ => new DistanceKernel<Lanes128, Vector128<float>>(),
    };
}

/// <inheritdoc cref="DistanceKernel"/>
/// <remarks>
/// A register tile is 2 vectors of rows by 4 others. Differences are taken before they are squared, so a distance is
/// right to a few parts in ten million however far from zero the rows lie.
/// </remarks>
internal sealed unsafe class DistanceKernel<TLanes, TVector> : DistanceKernel
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int TileVectors = 2;

    public override int TileRows => TileVectors * TLanes.Count;

    public override void Pack(float* rows, int columnCount, float* origin, float* tile) =>
        RowTile<TLanes, TVector>.Pack(rows, TileVectors, columnCount, origin, tile);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SumDistances(float* tile, float* others, int otherCount, int columnCount, double* sums)
    {
        new Span<double>(sums, TileRows).Clear();
        int other = 0;
        for (; other + 4 <= otherCount; other += 4, others += 4 * columnCount)
        {
            AddFour(tile, others, columnCount, sums);
        }

        for (; other < otherCount; other++, others += columnCount)
        {
            AddOne(tile, others, columnCount, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour(float* tile, float* others, nint columnCount, double* sums)
    {
        int lanes = TLanes.Count;
        TVector a0 = TLanes.Broadcast(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        for (float* end = others + columnCount; others != end; others++, tile += 2 * lanes)
        {
            TVector a = TLanes.Load(tile), b = TLanes.Load(tile + lanes);
            TVector value = TLanes.Broadcast(others[0]);
            TVector x = TLanes.Subtract(a, value), y = TLanes.Subtract(b, value);
            a0 = TLanes.MultiplyAdd(x, x, a0);
            b0 = TLanes.MultiplyAdd(y, y, b0);
            value = TLanes.Broadcast(others[columnCount]);
            x = TLanes.Subtract(a, value);
            y = TLanes.Subtract(b, value);
            a1 = TLanes.MultiplyAdd(x, x, a1);
            b1 = TLanes.MultiplyAdd(y, y, b1);
            value = TLanes.Broadcast(others[2 * columnCount]);
            x = TLanes.Subtract(a, value);
            y = TLanes.Subtract(b, value);
            a2 = TLanes.MultiplyAdd(x, x, a2);
            b2 = TLanes.MultiplyAdd(y, y, b2);
            value = TLanes.Broadcast(others[3 * columnCount]);
            x = TLanes.Subtract(a, value);
            y = TLanes.Subtract(b, value);
            a3 = TLanes.MultiplyAdd(x, x, a3);
            b3 = TLanes.MultiplyAdd(y, y, b3);
        }

        TLanes.AddWidened(TLanes.Sqrt(a0), TLanes.Sqrt(a1), TLanes.Sqrt(a2), TLanes.Sqrt(a3), sums);
        TLanes.AddWidened(TLanes.Sqrt(b0), TLanes.Sqrt(b1), TLanes.Sqrt(b2), TLanes.Sqrt(b3), sums + lanes);
    }

    private static void AddOne(float* tile, float* other, int columnCount, double* sums)
    {
        int lanes = TLanes.Count;
        TVector zero = TLanes.Broadcast(0), squaresA = zero, squaresB = zero;
        for (int column = 0; column < columnCount; column++, tile += 2 * lanes)
        {
            TVector value = TLanes.Broadcast(other[column]);
            TVector x = TLanes.Subtract(TLanes.Load(tile), value), y = TLanes.Subtract(TLanes.Load(tile + lanes), value);
            squaresA = TLanes.MultiplyAdd(x, x, squaresA);
            squaresB = TLanes.MultiplyAdd(y, y, squaresB);
        }

        TLanes.AddWidened(TLanes.Sqrt(squaresA), zero, zero, zero, sums);
        TLanes.AddWidened(TLanes.Sqrt(squaresB), zero, zero, zero, sums + lanes);
    }
}
