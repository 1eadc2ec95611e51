using System.Runtime.Intrinsics;

namespace Segmentation.Models.Clustering;

/// <summary>
/// Finds, for each row of a tile, the centroid with the smallest score ½‖c‖² − y·c and the second smallest score,
/// in float32. One implementation, compiled once per vector width.
/// </summary>
internal abstract unsafe class NearestKernel
{
    /// <summary>The most rows any width puts in a tile.</summary>
    public const int LargestTileRows = 48;

    public abstract int TileRows { get; }

    /// <summary>Turns a whole tile of rows, less the origin, on its side.</summary>
    public abstract void Pack(float* rows, int columnCount, float* origin, float* tile);

    /// <summary>
    /// Fills best, second, index and squared row norm (all relative to the origin), one per row of the tile, and
    /// returns one bit per row whose two best scores are closer than rounding could blur.
    /// </summary>
    public abstract ulong FindTwo(
        float* tile, PackedCentroids centroids, float* best, float* second, int* index, float* norm);

    /// <summary>
    /// Turns best and second of <see cref="FindTwo"/> into distances: the first no less than the true one, the second no
    /// more.
    /// </summary>
    public abstract void Measure(int columnCount, float* best, float* second, float* norm);

    /// <summary>One bit per row of a whole tile whose two indices differ.</summary>
    public abstract ulong FindChanged(int* index, int* previous);

    /// <summary>The kernel for a width, or for the widest that runs well.</summary>
    public static NearestKernel For(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => new NearestKernel<Lanes512, Vector512<float>>(),
        VectorWidth.Bits256 => new NearestKernel<Lanes256, Vector256<float>>(),
        VectorWidth.Bits128 => new NearestKernel<Lanes128, Vector128<float>>(),
        _ when Vector512.IsHardwareAccelerated => new NearestKernel<Lanes512, Vector512<float>>(),
        _ when Vector256.IsHardwareAccelerated => new NearestKernel<Lanes256, Vector256<float>>(),
        _ => new NearestKernel<Lanes128, Vector128<float>>(),
    };
}
