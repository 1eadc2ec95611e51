using System.Runtime.CompilerServices;

namespace Segmentation.Models.Clustering;

/// <summary>Weighted column means and spread of the rows, summed in unit order.</summary>
/// <param name="Means">Weighted mean of each column.</param>
/// <param name="TotalWeight">Sum of weights; the row count when there are none.</param>
/// <param name="TotalSquaredDeviation">Sum over rows of weight times squared distance to the mean.</param>
/// <param name="MeanVariance">Population variance of a column, averaged over columns.</param>
internal sealed record RowStatistics(
    double[] Means, double TotalWeight, double TotalSquaredDeviation, double MeanVariance)
{
    /// <summary>Values beyond this would overflow float32 when squared and added.</summary>
    private const float LargestMagnitude = 1e16f;

    /// <summary>Two passes: means, then deviations, so that a far-off mean costs no digits.</summary>
    /// <exception cref="ArgumentException">A value is NaN, infinite or beyond 1e16.</exception>
    public static unsafe RowStatistics Of(RowMatrix rows, int threadCount, CancellationToken cancellationToken)
    {
        int columnCount = rows.ColumnCount;
        RowUnits units = RowUnits.For(rows.RowCount, columnCount + 1);
        double[]?[] sums = new double[units.Count][];
        units.ForEach(
            threadCount, unit => sums[unit] = SumUnit(rows, units.First(unit), units.End(unit)), cancellationToken);

        double[] totals = new double[columnCount + 1];
        for (int unit = 0; unit < units.Count; unit++)
        {
            double[] sum = sums[unit] ?? throw Unusable(rows, units.First(unit), units.End(unit));
            for (int i = 0; i < totals.Length; i++)
            {
                totals[i] += sum[i];
            }
        }

        double totalWeight = totals[columnCount];
        double[] means = [.. totals.AsSpan(0, columnCount).ToArray().Select(total => total / totalWeight)];
        double[] deviations = new double[units.Count];
        units.ForEach(
            threadCount,
            unit => deviations[unit] = DeviationOf(rows, units.First(unit), units.End(unit), means),
            cancellationToken);
        double deviation = 0;
        foreach (double unitDeviation in deviations)
        {
            deviation += unitDeviation;
        }

        return new RowStatistics(means, totalWeight, deviation, deviation / totalWeight / columnCount);
    }

    /// <summary>Whether every value of a row can be squared and added in float32. NaN is not usable.</summary>
    public static unsafe bool IsUsable(float* values, int columnCount)
    {
        bool isUsable = true;
        for (int column = 0; column < columnCount; column++)
        {
            isUsable &= Math.Abs(values[column]) <= LargestMagnitude;
        }

        return isUsable;
    }

    /// <summary>The exception that names the first unusable value of a range that has one.</summary>
    public static unsafe ArgumentException Unusable(RowMatrix rows, int first, int end)
    {
        int row = first;
        while (row < end - 1 && IsUsable(rows.Row(row), rows.ColumnCount))
        {
            row++;
        }

        int column = 0;
        while (column < rows.ColumnCount - 1 && Math.Abs(rows.Row(row)[column]) <= LargestMagnitude)
        {
            column++;
        }

        return new ArgumentException(
            $"Row {row}, column {column} is {rows.Row(row)[column]}. k-means needs finite values of at most 1e16 in " +
            "magnitude, and nothing was computed. Impute or scale the feature first; FeatureScaler does both.");
    }

    /// <returns>Weighted column sums, then the weight; null when a value is unusable.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double[]? SumUnit(RowMatrix rows, int first, int end)
    {
        double[] sums = new double[rows.ColumnCount + 1];
        fixed (double* pointer = sums)
        {
            for (int row = first; row < end; row++)
            {
                if (!IsUsable(rows.Row(row), rows.ColumnCount))
                {
                    return null;
                }

                double weight = rows.Weight(row);
                ExactDistance.AddWeighted(pointer, rows.Row(row), weight, rows.ColumnCount);
                pointer[rows.ColumnCount] += weight;
            }
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double DeviationOf(RowMatrix rows, int first, int end, double[] means)
    {
        double sum = 0;
        fixed (double* center = means)
        {
            for (int row = first; row < end; row++)
            {
                sum += rows.Weight(row) * ExactDistance.Squared(rows.Row(row), center, rows.ColumnCount);
            }
        }

        return sum;
    }
}
