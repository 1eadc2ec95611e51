using System.Runtime.CompilerServices;

namespace Segmentation.Models.Clustering;

/// <summary>A few rows turned on their side: column after column, one row per vector lane.</summary>
internal static unsafe class RowTile<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Values, 8 KiB of them: a tile of few columns is done before memory answers.</summary>
    private const int FetchedAhead = 2048;

    /// <summary>
    /// Writes <paramref name="vectorCount"/> vectors of rows, less the origin, to <paramref name="tile"/>[column][row].
    /// All those rows exist, one after another.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* rows, int vectorCount, int columnCount, float* origin, float* tile)
    {
        int lanes = TLanes.Count;
        int valueCount = vectorCount * lanes * columnCount;
        Prefetch.Values(rows + Math.Max(valueCount, FetchedAhead), valueCount);
        nint stride = (nint)vectorCount * lanes;
        nint rowStride = columnCount;
        for (int vector = 0; vector < vectorCount; vector++, rows += lanes * rowStride, tile += lanes)
        {
            float* cell = tile;
            nint column = 0;
            for (; column + 4 <= columnCount; column += 4, cell += 4 * stride)
            {
                TVector shift = TLanes.BroadcastFour(origin + column);
                float* from = rows + column;
                TVector a = TLanes.Subtract(TLanes.LoadFours(from, 4 * rowStride), shift);
                TVector b = TLanes.Subtract(TLanes.LoadFours(from + rowStride, 4 * rowStride), shift);
                TVector c = TLanes.Subtract(TLanes.LoadFours(from + 2 * rowStride, 4 * rowStride), shift);
                TVector d = TLanes.Subtract(TLanes.LoadFours(from + 3 * rowStride, 4 * rowStride), shift);
                TLanes.TransposeFours(ref a, ref b, ref c, ref d);
                TLanes.Store(a, cell);
                TLanes.Store(b, cell + stride);
                TLanes.Store(c, cell + 2 * stride);
                TLanes.Store(d, cell + 3 * stride);
            }

            for (; column < columnCount; column++, cell += stride)
            {
                for (int row = 0; row < lanes; row++)
                {
                    cell[row] = rows[row * rowStride + column] - origin[column];
                }
            }
        }
    }
}
