namespace Segmentation.Models.Clustering;

/// <summary>
/// Centroids as the distance kernel reads them: float32, relative to an origin among the centroids, negated, four
/// centroids side by side per column. For a row y and centroid c the kernel makes ½‖c‖² − y·c, which orders centroids
/// as ‖y − c‖² does.
/// </summary>
/// <remarks>
/// The origin is the lower median of the centroids in each column. Without it, rows far from zero would lose their
/// differences to rounding. It decides how many rows need a second look, never which centroid a row gets.
/// </remarks>
internal sealed unsafe class PackedCentroids : IDisposable
{
    /// <summary>Centroids handled together by the kernel.</summary>
    public const int TileCentroids = 4;

    private readonly AlignedBuffer<float> _values;
    private readonly AlignedBuffer<float> _halfNorms;
    private readonly AlignedBuffer<float> _origin;

    public PackedCentroids(int clusterCount, int columnCount)
    {
        ClusterCount = clusterCount;
        ColumnCount = columnCount;
        TileCount = (clusterCount + TileCentroids - 1) / TileCentroids;
        _values = new AlignedBuffer<float>(TileCount * TileCentroids * columnCount);
        _halfNorms = new AlignedBuffer<float>(TileCount * TileCentroids);
        _origin = new AlignedBuffer<float>(columnCount);
        Centroids = new double[clusterCount * columnCount];
    }

    public int ClusterCount { get; }

    public int ColumnCount { get; }

    public int TileCount { get; }

    /// <summary>The centroids as given, for exact distances.</summary>
    public double[] Centroids { get; }

    public float* Values => _values.Pointer;

    /// <summary>½‖c‖² per centroid; infinite for the padding of the last four.</summary>
    public float* HalfNorms => _halfNorms.Pointer;

    public float* Origin => _origin.Pointer;

    public void Pack(ReadOnlySpan<double> centroids)
    {
        centroids.CopyTo(Centroids);
        ChooseOrigin();
        for (int padded = 0; padded < TileCount * TileCentroids; padded++)
        {
            float* lane = Values + padded / TileCentroids * ColumnCount * TileCentroids + padded % TileCentroids;
            double squaredNorm = padded < ClusterCount ? PackOne(padded, lane) : double.PositiveInfinity;
            HalfNorms[padded] = (float)(0.5 * squaredNorm);
        }
    }

    public void Dispose()
    {
        _values.Dispose();
        _halfNorms.Dispose();
        _origin.Dispose();
    }

    private double PackOne(int cluster, float* lane)
    {
        double squaredNorm = 0;
        for (int column = 0; column < ColumnCount; column++)
        {
            float value = (float)(Centroids[cluster * ColumnCount + column] - Origin[column]);
            lane[column * TileCentroids] = -value;
            squaredNorm += (double)value * value;
        }

        return squaredNorm;
    }

    private void ChooseOrigin()
    {
        double[] ordered = new double[ClusterCount];
        for (int column = 0; column < ColumnCount; column++)
        {
            for (int cluster = 0; cluster < ClusterCount; cluster++)
            {
                ordered[cluster] = Centroids[cluster * ColumnCount + column];
            }

            Array.Sort(ordered);
            Origin[column] = (float)ordered[(ClusterCount - 1) / 2];
        }
    }
}
