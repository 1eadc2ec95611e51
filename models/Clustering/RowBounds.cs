using System.Runtime.CompilerServices;

namespace Segmentation.Models.Clustering;

/// <summary>
/// For each row: no more than this far from its own centroid, no less than that from every other. A row whose bounds do
/// not overlap keeps its cluster without a look at its values.
/// </summary>
/// <remarks>
/// Hamerly, "Making k-means even faster" (2010). Bounds are kept less the drift at the time they were made, so that a pass
/// reads them and writes none. They are float32 with slack for every rounding on the way: a bound that settles a row
/// leaves a gap of a millionth, far more than float64 could blur, so the cluster is the one a full scan would give.
/// </remarks>
internal sealed unsafe class RowBounds(int rowCount) : IDisposable
{
    /// <summary>Eight float32 roundings of the larger of a bound and its drift.</summary>
    private const float Slack = 5e-7f;

    /// <summary>What the last sum and difference of a test may be off by, both together.</summary>
    private const float TestSlack = 1 + 1e-6f;

    private readonly AlignedBuffer<float> _upper = new(rowCount);
    private readonly AlignedBuffer<float> _lower = new(rowCount);

    /// <summary>Keeps fresh distances of a row to its own and to the next centroid.</summary>
    public void Set(int row, float upper, float lower, in BoundShift shift)
    {
        SetUpper(row, upper, shift);
        _lower.Pointer[row] = lower + shift.Others - Slack * (lower + shift.Others);
    }

    /// <summary>Keeps a fresh distance of a row to its own centroid.</summary>
    public void SetUpper(int row, float upper, in BoundShift shift) =>
        _upper.Pointer[row] = upper - shift.Own + Slack * (upper + shift.Own);

    /// <summary>Knows nothing about a row any more.</summary>
    public void Forget(int row)
    {
        _upper.Pointer[row] = float.PositiveInfinity;
        _lower.Pointer[row] = float.NegativeInfinity;
    }

    /// <summary>Whether a row must still be nearest to its own centroid.</summary>
    public bool IsSettled(int row, in BoundShift shift)
    {
        float upper = (_upper.Pointer[row] + shift.Own) * TestSlack;
        return upper < Math.Max(_lower.Pointer[row] - shift.Others, shift.HalfGap);
    }

    /// <summary>Lists the rows of a range that are not settled, in order; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int FindOpen(int first, int end, int* assignments, BoundShift* shifts, int* open)
    {
        float* upper = _upper.Pointer;
        float* lower = _lower.Pointer;
        int count = 0;
        for (int row = first; row < end; row++)
        {
            // Written every time and counted only if open: a branch here would be guessed wrong for every third row.
            BoundShift* shift = shifts + assignments[row];
            float atMost = (upper[row] + shift->Own) * TestSlack;
            float atLeast = lower[row] - shift->Others;
            open[count] = row;
            bool isSettled = atMost < atLeast | atMost < shift->HalfGap;
            count += isSettled ? 0 : 1;
        }

        return count;
    }

    public void Dispose()
    {
        _upper.Dispose();
        _lower.Dispose();
    }
}
