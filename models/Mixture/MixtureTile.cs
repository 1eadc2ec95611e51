using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixture;

/// <summary>
/// Eight rows side by side, one per lane. Every lane does the same fused operations in the same order on any processor,
/// so the width of the machine's vectors changes nothing.
/// </summary>
internal sealed unsafe class MixtureTile : IDisposable
{
    public const int RowCount = 8;

    /// <summary>A component this far below the likeliest adds less than the last digit: e⁻⁵⁰ is 2e-22.</summary>
    private const double NegligibleLogRatio = -50;

    private readonly MixtureDensity _density;
    private readonly int _columnCount;
    private readonly int _whiteningLength;
    private readonly AlignedBuffer<double> _values;
    private readonly AlignedBuffer<double> _differences;
    private readonly AlignedBuffer<double> _memberships;

    public MixtureTile(MixtureDensity density, int columnCount)
    {
        _density = density;
        _columnCount = columnCount;
        ComponentCount = density.LogScales.Length;
        _whiteningLength = density.Whitening.Length / ComponentCount;
        _values = new AlignedBuffer<double>(columnCount * RowCount);
        _differences = new AlignedBuffer<double>(columnCount * RowCount);
        _memberships = new AlignedBuffer<double>(ComponentCount * RowCount);
    }

    public int ComponentCount { get; }

    /// <summary>Eight lanes per component, valid after <see cref="Evaluate"/>.</summary>
    public double* Memberships => _memberships.Pointer;

    /// <summary>Eight lanes per column: rows less the mean given to <see cref="Subtract"/>.</summary>
    public double* Differences => _differences.Pointer;

    /// <summary>Takes up to eight rows; the last is repeated in the lanes that are left.</summary>
    public void Load(RowMatrix rows, int first, int count)
    {
        for (int lane = 0; lane < RowCount; lane++)
        {
            float* row = rows.Row(first + Math.Min(lane, count - 1));
            for (int column = 0; column < _columnCount; column++)
            {
                _values.Pointer[column * RowCount + lane] = row[column];
            }
        }
    }

    /// <summary>Turns densities into memberships; lanes beyond <paramref name="count"/> belong nowhere.</summary>
    /// <returns>The log-likelihood of the rows.</returns>
    public double Evaluate(int count)
    {
        Vector512<double> highest = Vector512.Create(double.NegativeInfinity);
        for (int component = 0; component < ComponentCount; component++)
        {
            Vector512<double> density = LogDensity(component);
            density.Store(Memberships + component * RowCount);
            highest = Vector512.Max(highest, density);
        }

        double logLikelihood = 0;
        for (int lane = 0; lane < RowCount; lane++)
        {
            logLikelihood += Normalise(lane, highest[lane], lane < count);
        }

        return logLikelihood;
    }

    /// <summary>Fills <see cref="Differences"/> for one component.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Subtract(int component)
    {
        fixed (double* means = _density.Means)
        {
            double* mean = means + component * _columnCount;
            for (int column = 0; column < _columnCount; column++)
            {
                Vector512<double> values = Vector512.LoadAligned(_values.Pointer + column * RowCount);
                (values - Vector512.Create(mean[column])).StoreAligned(Differences + column * RowCount);
            }
        }
    }

    public void Dispose()
    {
        _values.Dispose();
        _differences.Dispose();
        _memberships.Dispose();
    }

    private Vector512<double> LogDensity(int component)
    {
        Subtract(component);
        Vector512<double> distance = Vector512<double>.Zero;
        fixed (double* whitenings = _density.Whitening)
        {
            double* whitening = whitenings + component * _whiteningLength;
            for (int row = 0; row < _columnCount; row++)
            {
                Vector512<double> white = _density.IsTriangular
                    ? Whiten(ref whitening, row)
                    : Vector512.LoadAligned(Differences + row * RowCount) * Vector512.Create(*whitening++);
                distance = Vector512.FusedMultiplyAdd(white, white, distance);
            }
        }

        return Vector512.FusedMultiplyAdd(
            distance, Vector512.Create(-0.5), Vector512.Create(_density.LogScales[component]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Whiten(ref double* whitening, int row)
    {
        Vector512<double> white = Vector512<double>.Zero;
        for (int column = 0; column <= row; column++)
        {
            Vector512<double> difference = Vector512.LoadAligned(Differences + column * RowCount);
            white = Vector512.FusedMultiplyAdd(difference, Vector512.Create(*whitening++), white);
        }

        return white;
    }

    /// <summary>Log densities of one lane to probabilities.</summary>
    private double Normalise(int lane, double highest, bool isRow)
    {
        double* lanes = Memberships + lane;
        double total = 0;
        for (int component = 0; component < ComponentCount; component++)
        {
            double ratio = lanes[component * RowCount] - highest;
            double share = isRow && ratio > NegligibleLogRatio ? Math.Exp(ratio) : 0;
            lanes[component * RowCount] = share;
            total += share;
        }

        for (int component = 0; isRow && component < ComponentCount; component++)
        {
            lanes[component * RowCount] /= total;
        }

        return isRow ? highest + Math.Log(total) : 0;
    }
}
