using System.Runtime.Intrinsics;
using Segmentation.Models.Clustering;

namespace Segmentation.Models.Validation;

/// <summary>Silhouettes of all rows: tiles of eight rows against every other row, one cluster after another.</summary>
internal sealed unsafe class SilhouettePass
{
    private const int TileRows = 8;

    private readonly float[] _sortedRows;
    private readonly int[] _order;
    private readonly int[] _labels;
    private readonly int[] _sizes;
    private readonly int _columnCount;
    private readonly double[] _scores;

    private SilhouettePass(ReadOnlySpan<float> rows, int columnCount, int[] labels, int[] sizes)
    {
        _labels = labels;
        _sizes = sizes;
        _columnCount = columnCount;
        _scores = new double[labels.Length];
        _order = [.. Enumerable.Range(0, labels.Length).OrderBy(row => labels[row])];
        _sortedRows = new float[rows.Length];
        for (int i = 0; i < _order.Length; i++)
        {
            rows.Slice(_order[i] * columnCount, columnCount).CopyTo(_sortedRows.AsSpan(i * columnCount));
        }
    }

    /// <summary>One silhouette per row, in the order given.</summary>
    public static double[] Scores(
        ReadOnlySpan<float> rows,
        int columnCount,
        int[] labels,
        int[] sizes,
        int threadCount,
        CancellationToken cancellationToken)
    {
        var pass = new SilhouettePass(rows, columnCount, labels, sizes);
        var tiles = new RowUnits(labels.Length, TileRows);
        tiles.ForEach(
            RowUnits.ThreadsFor(threadCount),
            tile => pass.ScoreTile(tiles.First(tile), tiles.End(tile)),
            cancellationToken);
        return pass._scores;
    }

    private void ScoreTile(int first, int end)
    {
        using var tile = new AlignedBuffer<float>(TileRows * _columnCount);
        using var origin = new AlignedBuffer<float>(_columnCount);
        using var sums = new AlignedBuffer<double>(TileRows);
        double[] within = new double[TileRows];
        double[] nearestOther = new double[TileRows];
        Array.Fill(nearestOther, double.PositiveInfinity);
        fixed (float* rows = _sortedRows)
        {
            float* start = rows + (long)first * _columnCount;
            for (int row = 0; row < TileRows; row++)
            {
                for (int column = 0; column < _columnCount; column++)
                {
                    tile.Pointer[column * TileRows + row] = start[Math.Min(row, end - first - 1) * _columnCount + column];
                }
            }
            int clusterStart = 0;
            for (int cluster = 0; cluster < _sizes.Length; clusterStart += _sizes[cluster], cluster++)
            {
                float* others = rows + (long)clusterStart * _columnCount;
                SumDistances(tile.Pointer, others, _sizes[cluster], _columnCount, sums.Pointer);
                for (int offset = 0; offset < end - first && _sizes[cluster] > 0; offset++)
                {
                    bool isOwn = _labels[_order[first + offset]] == cluster;
                    within[offset] = isOwn ? sums.Pointer[offset] / Math.Max(1, _sizes[cluster] - 1) : within[offset];
                    nearestOther[offset] = isOwn
                        ? nearestOther[offset]
                        : Math.Min(nearestOther[offset], sums.Pointer[offset] / _sizes[cluster]);
                }
            }
        }

        for (int offset = 0; offset < end - first; offset++)
        {
            int row = _order[first + offset];
            double larger = Math.Max(within[offset], nearestOther[offset]);
            bool hasScore = _sizes[_labels[row]] > 1 && larger > 0;
            _scores[row] = hasScore ? (nearestOther[offset] - within[offset]) / larger : 0;
        }
    }

    /// <summary>For each row of the tile, the sum of distances to the others.</summary>
    private static void SumDistances(float* tile, float* others, int otherCount, int columnCount, double* sums)
    {
        Vector256<double> lower = Vector256<double>.Zero;
        Vector256<double> upper = Vector256<double>.Zero;
        for (int other = 0; other < otherCount; other++, others += columnCount)
        {
            Vector256<float> squares = Vector256<float>.Zero;
            float* cell = tile;
            for (int column = 0; column < columnCount; column++, cell += TileRows)
            {
                Vector256<float> difference = Vector256.Load(cell) - Vector256.Create(others[column]);
                squares = Vector256.FusedMultiplyAdd(difference, difference, squares);
            }

            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Sqrt(squares));
            lower += low;
            upper += high;
        }

        lower.Store(sums);
        upper.Store(sums + 4);
    }
}
