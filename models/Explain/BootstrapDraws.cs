using Segmentation.Models.Clustering;
using Segmentation.Models.Quantiles;

namespace Segmentation.Models.Explain;

/// <summary>Bootstrap draws shared by everything that is judged on the same rows.</summary>
/// <remarks>
/// Rows are put by hash of their key into at most 4,096 units, and a replicate draws each unit a number of times that
/// is Poisson of mean 1 (Oza and Russell 2001). Rows in a unit are independent, so drawing them together leaves the
/// variance of a sum what it was, and the cost is rows once and units per replicate.
/// </remarks>
internal sealed class BootstrapDraws
{
    private const int UnitCount = 4096;

    private readonly ushort[] _units;
    private readonly byte[][] _times;
    private readonly double _confidence;

    public BootstrapDraws(int rowCount, Func<int, ulong> key, HoldOutOptions options)
    {
        _confidence = options.Confidence;
        ulong round = RowHash.Round(options.Seed, 1, 0);
        _units = new ushort[rowCount];
        for (int row = 0; row < rowCount; row++)
        {
            _units[row] = (ushort)(RowHash.Bits(round, key(row)) % UnitCount);
        }

        _times = new byte[options.ReplicateCount][];
        for (int replicate = 0; replicate < _times.Length; replicate++)
        {
            ulong seed = RowHash.Round(options.Seed, 2, replicate);
            _times[replicate] = new byte[UnitCount];
            for (int unit = 0; unit < UnitCount; unit++)
            {
                _times[replicate][unit] = Poisson(RowHash.Uniform(seed, (ulong)unit));
            }
        }
    }

    /// <summary>Sums of a value per row, by unit.</summary>
    public double[] SumByUnit(double[] values)
    {
        double[] sums = new double[UnitCount];
        for (int row = 0; row < values.Length; row++)
        {
            sums[_units[row]] += values[row];
        }

        return sums;
    }

    /// <summary>1 − part / whole in every replicate; NaN where the whole came to nothing.</summary>
    public double[] SharesGone(double[] partByUnit, double[] wholeByUnit) =>
        [
            .. _times.Select(times =>
            {
                double whole = Weighted(times, wholeByUnit);
                return whole > 0 ? 1 - Weighted(times, partByUnit) / whole : double.NaN;
            }),
        ];

    /// <summary>A figure whose rows pull it by so much each, in every replicate.</summary>
    public double[] Pulled(double value, double[] pullByUnit)
    {
        double all = pullByUnit.Sum();
        return [.. _times.Select(times => value + Weighted(times, pullByUnit) - all)];
    }

    /// <summary>The percentile interval about a figure (Efron 1979).</summary>
    public Estimate Around(double value, IEnumerable<double> replicates)
    {
        double[] sorted = [.. replicates.Where(double.IsFinite).Order()];
        double tail = (1 - _confidence) / 2;
        return new Estimate(
            value,
            sorted.Length == 0
                ? new Interval(double.NegativeInfinity, double.PositiveInfinity)
                : new Interval(Quantile.OfSorted(sorted, tail), Quantile.OfSorted(sorted, 1 - tail)));
    }

    private static double Weighted(byte[] times, double[] values)
    {
        double sum = 0;
        for (int unit = 0; unit < values.Length; unit++)
        {
            sum += times[unit] * values[unit];
        }

        return sum;
    }

    private static byte Poisson(double uniform)
    {
        double chance = Math.Exp(-1);
        byte times = 0;
        for (double passed = chance; passed < uniform && times < 20; passed += chance)
        {
            times++;
            chance /= times;
        }

        return times;
    }
}
