using System.Runtime.CompilerServices;

namespace Segmentation.Models.Clustering;

/// <inheritdoc cref="NearestKernel"/>
/// <remarks>
/// A register tile is 3 vectors of rows by 4 centroids: 12 sums, 3 rows and 1 centroid fill the 16 registers of AVX2.
/// The running minima live in memory, because as locals they push the sums out of registers.
/// </remarks>
internal sealed unsafe class NearestKernel<TLanes, TVector> : NearestKernel
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int TileVectors = 3;

    public override int TileRows => TileVectors * TLanes.Count;

    public override void Pack(float* rows, int columnCount, float* origin, float* tile) =>
        RowTile<TLanes, TVector>.Pack(rows, TileVectors, columnCount, origin, tile);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override ulong FindTwo(
        float* tile, PackedCentroids centroids, float* best, float* second, int* index, float* norm)
    {
        int lanes = TLanes.Count;
        TVector infinity = TLanes.Broadcast(float.PositiveInfinity);
        for (int group = 0; group < 3; group++)
        {
            TLanes.Store(infinity, best + group * lanes);
            TLanes.Store(infinity, second + group * lanes);
        }

        ScoreAll(tile, centroids, best, second, (float*)index);
        SquareRows(tile, centroids.ColumnCount, norm);
        return FindAmbiguous(centroids.ColumnCount, best, second, norm);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The slack is that of <see cref="FindAmbiguous"/>, which is for two scores and so for one squared distance, and
    /// half as much again for the norm.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Measure(int columnCount, float* best, float* second, float* norm)
    {
        float gamma = Gamma(columnCount);
        TVector ofNorm = TLanes.Broadcast(12 * gamma), ofBest = TLanes.Broadcast(6 * gamma);
        TVector floor = TLanes.Broadcast(1e-36f), zero = TLanes.Broadcast(0), two = TLanes.Broadcast(2);
        TVector up = TLanes.Broadcast(1 + 3e-7f), down = TLanes.Broadcast(1 - 3e-7f);
        for (int offset = 0; offset < TileRows; offset += TLanes.Count)
        {
            TVector lowest = TLanes.Load(best + offset), next = TLanes.Load(second + offset);
            TVector squaredNorm = TLanes.Load(norm + offset);
            TVector slack = TLanes.MultiplyAdd(squaredNorm, ofNorm, floor);
            TVector nearest = TLanes.MultiplyAdd(lowest, two, squaredNorm);
            TVector following = TLanes.MultiplyAdd(next, two, squaredNorm);
            slack = TLanes.MultiplyAdd(TLanes.Max(nearest, following), ofBest, slack);
            nearest = TLanes.MultiplyAdd(slack, TLanes.Broadcast(1), nearest);
            following = TLanes.Subtract(following, slack);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Sqrt(TLanes.Max(nearest, zero)), up, floor), best + offset);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Sqrt(TLanes.Max(following, zero)), down, zero), second + offset);
        }
    }

    public override ulong FindChanged(int* index, int* previous)
    {
        ulong changed = 0;
        for (int group = 2; group >= 0; group--)
        {
            int offset = group * TLanes.Count;
            TVector now = TLanes.Load((float*)index + offset);
            TVector before = TLanes.Load((float*)previous + offset);
            changed = (changed << TLanes.Count) | TLanes.DifferMask(now, before);
        }

        return changed;
    }

    // Kept apart so that the registers of its loop are its own.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ScoreAll(
        float* tile, PackedCentroids centroids, float* best, float* second, float* index)
    {
        float* values = centroids.Values;
        float* halfNorms = centroids.HalfNorms;
        int columnCount = centroids.ColumnCount;
        int tileCount = centroids.TileCount;
        int lanes = TLanes.Count;
        for (int centroidTile = 0; centroidTile < tileCount; centroidTile++)
        {
            TVector a0 = TLanes.Broadcast(halfNorms[0]), b0 = a0, c0 = a0;
            TVector a1 = TLanes.Broadcast(halfNorms[1]), b1 = a1, c1 = a1;
            TVector a2 = TLanes.Broadcast(halfNorms[2]), b2 = a2, c2 = a2;
            TVector a3 = TLanes.Broadcast(halfNorms[3]), b3 = a3, c3 = a3;
            float* cell = tile;
            float* end = values + columnCount * 4;
            do
            {
                TVector a = TLanes.Load(cell), b = TLanes.Load(cell + lanes), c = TLanes.Load(cell + 2 * lanes);
                TVector centroid = TLanes.Broadcast(values[0]);
                a0 = TLanes.MultiplyAdd(a, centroid, a0);
                b0 = TLanes.MultiplyAdd(b, centroid, b0);
                c0 = TLanes.MultiplyAdd(c, centroid, c0);
                centroid = TLanes.Broadcast(values[1]);
                a1 = TLanes.MultiplyAdd(a, centroid, a1);
                b1 = TLanes.MultiplyAdd(b, centroid, b1);
                c1 = TLanes.MultiplyAdd(c, centroid, c1);
                centroid = TLanes.Broadcast(values[2]);
                a2 = TLanes.MultiplyAdd(a, centroid, a2);
                b2 = TLanes.MultiplyAdd(b, centroid, b2);
                c2 = TLanes.MultiplyAdd(c, centroid, c2);
                centroid = TLanes.Broadcast(values[3]);
                a3 = TLanes.MultiplyAdd(a, centroid, a3);
                b3 = TLanes.MultiplyAdd(b, centroid, b3);
                c3 = TLanes.MultiplyAdd(c, centroid, c3);
                cell += 3 * lanes;
                values += 4;
            }
            while (values != end);

            halfNorms += 4;
            int first = centroidTile * 4;
            KeepTwo(a0, a1, a2, a3, first, best, second, index);
            KeepTwo(b0, b1, b2, b3, first, best + lanes, second + lanes, index + lanes);
            KeepTwo(c0, c1, c2, c3, first, best + 2 * lanes, second + 2 * lanes, index + 2 * lanes);
        }
    }

    /// <summary>
    /// A knock-out among four scores and the running best. "Less" never replaces an equal, lower index.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void KeepTwo(
        TVector s0, TVector s1, TVector s2, TVector s3, int first, float* best, float* second, float* index)
    {
        TVector index0 = TLanes.BroadcastIndex(first), index1 = TLanes.BroadcastIndex(first + 1);
        TVector index2 = TLanes.BroadcastIndex(first + 2), index3 = TLanes.BroadcastIndex(first + 3);
        TVector winner01 = TLanes.SelectIfLess(s1, s0, index1, index0);
        TVector low01 = TLanes.Min(s0, s1), high01 = TLanes.Max(s0, s1);
        TVector winner23 = TLanes.SelectIfLess(s3, s2, index3, index2);
        TVector low23 = TLanes.Min(s2, s3), high23 = TLanes.Max(s2, s3);
        TVector winner = TLanes.SelectIfLess(low23, low01, winner23, winner01);
        TVector low = TLanes.Min(low01, low23);
        TVector runnerUp = TLanes.Min(TLanes.Max(low01, low23), TLanes.Min(high01, high23));

        TVector lowest = TLanes.Load(best);
        TLanes.Store(TLanes.SelectIfLess(low, lowest, winner, TLanes.Load(index)), index);
        TLanes.Store(TLanes.Min(TLanes.Min(runnerUp, TLanes.Load(second)), TLanes.Max(low, lowest)), second);
        TLanes.Store(TLanes.Min(low, lowest), best);
    }

    private static float Gamma(int columnCount) => (columnCount + 4) * 1.25f / (1 << 24);

    private static void SquareRows(float* tile, int columnCount, float* norm)
    {
        TVector a = TLanes.Broadcast(0), b = a, c = a;
        int lanes = TLanes.Count;
        for (int column = 0; column < columnCount; column++, tile += 3 * lanes)
        {
            TVector x = TLanes.Load(tile), y = TLanes.Load(tile + lanes), z = TLanes.Load(tile + 2 * lanes);
            a = TLanes.MultiplyAdd(x, x, a);
            b = TLanes.MultiplyAdd(y, y, b);
            c = TLanes.MultiplyAdd(z, z, c);
        }

        TLanes.Store(a, norm);
        TLanes.Store(b, norm + TLanes.Count);
        TLanes.Store(c, norm + 2 * TLanes.Count);
    }

    /// <remarks>
    /// A score of d fused steps is off by at most γ(½‖c‖² + ‖y‖‖c‖), γ = (d + 4)·2⁻²⁴. A centroid that could be nearest
    /// has ‖c‖ ≤ ‖y‖ + D, D the distance to the best, so two scores are off by at most 2γ(2.5‖y‖² + 1.5D²), and
    /// D² = ‖y‖² + 2·best. The factor is rounded up by a quarter, and underflow gets a floor.
    /// </remarks>
    private static ulong FindAmbiguous(int columnCount, float* best, float* second, float* norm)
    {
        float gamma = Gamma(columnCount);
        TVector ofNorm = TLanes.Broadcast(8 * gamma);
        TVector ofBest = TLanes.Broadcast(6 * gamma);
        TVector floor = TLanes.Broadcast(1e-36f);
        TVector one = TLanes.Broadcast(1);
        ulong ambiguous = 0;
        for (int group = 2; group >= 0; group--)
        {
            int offset = group * TLanes.Count;
            TVector lowest = TLanes.Load(best + offset);
            TVector slack = TLanes.MultiplyAdd(TLanes.Load(norm + offset), ofNorm, floor);
            slack = TLanes.MultiplyAdd(lowest, ofBest, slack);
            TVector limit = TLanes.MultiplyAdd(slack, one, lowest);
            ambiguous = (ambiguous << TLanes.Count) | TLanes.LessMask(TLanes.Load(second + offset), limit);
        }

        return ambiguous;
    }
}
