using Segmentation.Models.Clustering;

namespace Segmentation.Models.Validation;

/// <summary>Silhouettes of all rows: tiles of rows against every other row, one cluster after another.</summary>
internal sealed unsafe class SilhouettePass
{
    private readonly DistanceKernel _kernel;
    private readonly float[] _sortedRows;
    private readonly int[] _order;
    private readonly int[] _labels;
    private readonly int[] _sizes;
    private readonly int _columnCount;
    private readonly double[] _scores;

    private SilhouettePass(ReadOnlySpan<float> rows, int columnCount, int[] labels, int[] sizes, VectorWidth width)
    {
        _kernel = DistanceKernel.For(width);
        _labels = labels;
        _sizes = sizes;
        _columnCount = columnCount;
        _scores = new double[labels.Length];
        _order = [.. Enumerable.Range(0, labels.Length).OrderBy(row => labels[row])];

        // The last tile is whole too: rows of zeros fill it up, and nobody asks for their scores.
        _sortedRows = new float[rows.Length + _kernel.TileRows * columnCount];
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
        VectorWidth width,
        CancellationToken cancellationToken)
    {
        var pass = new SilhouettePass(rows, columnCount, labels, sizes, width);
        var tiles = new RowUnits(labels.Length, pass._kernel.TileRows);
        tiles.ForEach(
            RowUnits.ThreadsFor(threadCount),
            tile => pass.ScoreTile(tiles.First(tile), tiles.End(tile)),
            cancellationToken);
        return pass._scores;
    }

    private void ScoreTile(int first, int end)
    {
        using var tile = new AlignedBuffer<float>(_kernel.TileRows * _columnCount);
        using var origin = new AlignedBuffer<float>(_columnCount);
        using var sums = new AlignedBuffer<double>(_kernel.TileRows);
        double[] within = new double[_kernel.TileRows];
        double[] nearestOther = new double[_kernel.TileRows];
        Array.Fill(nearestOther, double.PositiveInfinity);
        fixed (float* rows = _sortedRows)
        {
            float* start = rows + (long)first * _columnCount;
            _kernel.Pack(start, _columnCount, origin.Pointer, tile.Pointer);
            int clusterStart = 0;
            for (int cluster = 0; cluster < _sizes.Length; clusterStart += _sizes[cluster], cluster++)
            {
                float* others = rows + (long)clusterStart * _columnCount;
                _kernel.SumDistances(tile.Pointer, others, _sizes[cluster], _columnCount, sums.Pointer);
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
}
