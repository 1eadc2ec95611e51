using System.Numerics;
using System.Runtime.CompilerServices;

namespace Segmentation.Models.Clustering;

/// <summary>
/// Finds the nearest centroid of a tile of rows: float32 for all, then float64 for the few rows whose two best
/// centroids float32 cannot tell apart. The answer is that of float64 throughout. One per thread.
/// </summary>
internal sealed unsafe class TileAssigner : IDisposable
{
    private readonly NearestKernel _kernel;
    private readonly PackedCentroids _centroids;
    private readonly AlignedBuffer<float> _tile;
    private readonly AlignedBuffer<float> _lastRows;
    private readonly AlignedBuffer<float> _scores = new(3 * NearestKernel.LargestTileRows);
    private readonly AlignedBuffer<int> _index = new(NearestKernel.LargestTileRows);
    private readonly double[] _exactSecond = new double[NearestKernel.LargestTileRows];
    private ulong _resolved;

    public TileAssigner(NearestKernel kernel, PackedCentroids centroids)
    {
        _kernel = kernel;
        _centroids = centroids;
        _tile = new AlignedBuffer<float>(kernel.TileRows * centroids.ColumnCount);
        _lastRows = new AlignedBuffer<float>(kernel.TileRows * centroids.ColumnCount);
    }

    public int TileRows => _kernel.TileRows;

    /// <summary>Nearest centroid of each row of the tile last assigned.</summary>
    public int* Index => _index.Pointer;

    private float* Best => _scores.Pointer;

    private float* Second => _scores.Pointer + NearestKernel.LargestTileRows;

    private float* Norm => _scores.Pointer + 2 * NearestKernel.LargestTileRows;

    /// <summary>Assigns up to <see cref="TileRows"/> rows, of which <paramref name="available"/> exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Assign(float* rows, int available)
    {
        int columnCount = _centroids.ColumnCount;
        float* whole = available == TileRows ? rows : FillUp(rows, available);
        _kernel.Pack(whole, columnCount, _centroids.Origin, _tile.Pointer);
        _resolved = _kernel.FindTwo(_tile.Pointer, _centroids, Best, Second, Index, Norm) & Existing(available);
        if (_resolved != 0)
        {
            Resolve(rows);
        }
    }

    /// <summary>One bit per row whose assignment is not the one it had.</summary>
    public ulong FindChanged(int* previous, int available)
    {
        if (available == TileRows)
        {
            return _kernel.FindChanged(Index, previous);
        }

        ulong changed = 0;
        for (int row = 0; row < available; row++)
        {
            changed |= Index[row] != previous[row] ? 1UL << row : 0;
        }

        return changed;
    }

    /// <summary>
    /// Squared distance to the second nearest centroid: float64 where it decided the assignment, float32 elsewhere;
    /// infinite when there is one centroid.
    /// </summary>
    public double SecondSquaredDistance(int row) =>
        (_resolved >> row & 1) != 0 ? _exactSecond[row] : Math.Max(0, Norm[row] + 2.0 * Second[row]);

    /// <summary>
    /// Keeps bounds for the tile last assigned, whose rows are <paramref name="rows"/>. Its scores are gone afterwards.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Record(RowBounds bounds, int* rows, int available, BoundShift[] shifts)
    {
        _kernel.Measure(_centroids.ColumnCount, Best, Second, Norm);
        for (int offset = 0; offset < available; offset++)
        {
            // Where float64 had to decide there is no gap for bounds to find.
            if ((_resolved >> offset & 1) != 0)
            {
                bounds.Forget(rows[offset]);
            }
            else
            {
                bounds.Set(rows[offset], Best[offset], Second[offset], shifts[Index[offset]]);
            }
        }
    }

    public void Dispose()
    {
        _tile.Dispose();
        _lastRows.Dispose();
        _scores.Dispose();
        _index.Dispose();
    }

    /// <summary>The last rows of a unit, followed by rows of zeros that nobody asks about.</summary>
    private float* FillUp(float* rows, int available)
    {
        int valueCount = available * _centroids.ColumnCount;
        new ReadOnlySpan<float>(rows, valueCount).CopyTo(new Span<float>(_lastRows.Pointer, valueCount));
        return _lastRows.Pointer;
    }

    private static ulong Existing(int available) => (1UL << available) - 1;

    private void Resolve(float* rows)
    {
        int columnCount = _centroids.ColumnCount;
        fixed (double* centroids = _centroids.Centroids)
        {
            for (ulong left = _resolved; left != 0; left &= left - 1)
            {
                int row = BitOperations.TrailingZeroCount(left);
                float* values = rows + (long)row * columnCount;
                Index[row] = ExactDistance.Nearest(
                    values, centroids, _centroids.ClusterCount, columnCount, out _, out _exactSecond[row]);
            }
        }
    }
}
