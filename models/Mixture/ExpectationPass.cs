using System.Runtime.Intrinsics;
using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixture;

/// <summary>
/// The E-step over all rows, reduced to the sums the M-step needs; memberships themselves are not kept.
/// </summary>
internal sealed unsafe class ExpectationPass(RowMatrix rows, CovarianceShape shape, int threadCount)
{
    private readonly RowMatrix _rows = rows;

    public MixtureSums Run(GaussianMixtureModel model, CancellationToken cancellationToken)
    {
        MixtureDensity density = MixtureDensity.Of(model);
        var total = new MixtureSums(shape, model.ComponentCount, model.ColumnCount);
        RowUnits units = RowUnits.For(_rows.RowCount, total.Values.Length);
        var sums = new MixtureSums[units.Count];
        units.ForEach(
            threadCount,
            unit => sums[unit] = SumUnit(density, model, units.First(unit), units.End(unit)),
            cancellationToken);
        foreach (MixtureSums unitSums in sums)
        {
            total.Add(unitSums);
        }

        return total;
    }

    private MixtureSums SumUnit(MixtureDensity density, GaussianMixtureModel model, int first, int end)
    {
        var sums = new MixtureSums(shape, model.ComponentCount, model.ColumnCount);
        using var tile = new MixtureTile(density, model.ColumnCount);
        using var lanes = new AlignedBuffer<double>(sums.Values.Length * MixtureTile.RowCount);
        for (int row = first; row < end; row += MixtureTile.RowCount)
        {
            int count = Math.Min(MixtureTile.RowCount, end - row);
            tile.Load(_rows, row, count);
            sums.LogLikelihood += tile.Evaluate(count);
            for (int component = 0; component < model.ComponentCount; component++)
            {
                Accumulate(tile, component, sums, lanes.Pointer);
            }
        }

        for (int i = 0; i < sums.Values.Length; i++)
        {
            for (int lane = 0; lane < MixtureTile.RowCount; lane++)
            {
                sums.Values[i] += lanes.Pointer[i * MixtureTile.RowCount + lane];
            }
        }

        return sums;
    }

    private static void Accumulate(MixtureTile tile, int component, MixtureSums layout, double* lanes)
    {
        const int Width = MixtureTile.RowCount;
        Vector512<double> membership = Vector512.LoadAligned(tile.Memberships + component * Width);
        if (membership == Vector512<double>.Zero)
        {
            return;
        }

        tile.Subtract(component);
        double* weight = lanes + component * Width;
        (Vector512.LoadAligned(weight) + membership).StoreAligned(weight);
        double* first = lanes + (layout.ComponentCount + component * layout.ColumnCount) * Width;
        double* second = lanes + (layout.SecondStart + (layout.IsPooled ? 0 : component) * layout.SecondLength) * Width;
        for (int row = 0; row < layout.ColumnCount; row++)
        {
            Vector512<double> weighted = Vector512.LoadAligned(tile.Differences + row * Width) * membership;
            (Vector512.LoadAligned(first) + weighted).StoreAligned(first);
            first += Width;
            for (int column = layout.IsTriangular ? 0 : row; column <= row; column++)
            {
                Vector512<double> difference = Vector512.LoadAligned(tile.Differences + column * Width);
                Vector512.FusedMultiplyAdd(weighted, difference, Vector512.LoadAligned(second)).StoreAligned(second);
                second += Width;
            }
        }
    }
}
