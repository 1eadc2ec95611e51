using MathNet.Numerics.Distributions;
using Segmentation.Models.Clustering;
using Segmentation.Models.Quantiles;

namespace Segmentation.Models.Stability;

/// <summary>One feature as it was distributed when the model was fitted.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="CutPoints">Bounds of its buckets; they never move.</param>
/// <param name="Counts">Customers per bucket then, and at the end those whose value was missing.</param>
public sealed record FrozenFeature(string Feature, CutPoints CutPoints, IReadOnlyList<long> Counts);

/// <summary>How far one feature has moved since.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Index">Population stability index over the frozen buckets.</param>
/// <param name="NoiseIndex">
/// The index that chance alone exceeds once in twenty with so many customers; an index below it says nothing.
/// </param>
/// <param name="Counts">Customers per bucket now, and at the end those whose value is missing.</param>
public sealed record FeatureShift(string Feature, double Index, double NoiseIndex, IReadOnlyList<long> Counts);

/// <summary>The deciles of every feature, frozen at a fit, against which later customers are compared.</summary>
/// <param name="Features">One per column, in order.</param>
/// <remarks>
/// Frozen, because deciles cut anew each month hold a tenth each by definition and would never show a shift. A missing
/// value (NaN) has a bucket of its own: that more are missing is a shift too.
/// </remarks>
public sealed record FrozenDeciles(IReadOnlyList<FrozenFeature> Features)
{
    /// <summary>Cuts every feature into buckets of about equal count, and keeps cuts and counts.</summary>
    /// <param name="rows">Features, row-major; NaN is a missing value.</param>
    /// <param name="features">Name of each column.</param>
    /// <param name="bucketCount">Buckets, at least 2.</param>
    /// <remarks>O(n log n) per feature. Frequent values, such as zero, make fewer and fuller buckets.</remarks>
    /// <exception cref="ArgumentException">
    /// There is no whole number of rows, at least one, or a value is infinite.
    /// </exception>
    public static FrozenDeciles Freeze(
        ReadOnlySpan<float> rows, IReadOnlyList<string> features, int bucketCount = 10)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketCount, 2);
        KMeansChecks.RowCount(rows.Length, features.Count, nameof(rows));
        var frozen = new FrozenFeature[features.Count];
        for (int column = 0; column < frozen.Length; column++)
        {
            double[] values = Column(rows, column, features);
            double[] known = Array.FindAll(values, value => !double.IsNaN(value));
            var cuts = known.Length > 0
                ? CutPoints.FromValues(known, bucketCount)
                : new CutPoints { UpperBounds = [] };
            frozen[column] = new FrozenFeature(features[column], cuts, Count(values, cuts));
        }

        return new FrozenDeciles(frozen);
    }

    /// <summary>Compares later customers with those the deciles were frozen on.</summary>
    /// <param name="rows">The same features, row-major; NaN is a missing value.</param>
    /// <returns>One shift per feature, in column order.</returns>
    /// <remarks>
    /// Without a shift the index is about chi-squared with one degree of freedom fewer than occupied buckets, times
    /// 1/n + 1/m (Yurdakul and Naranjo 2020); <see cref="FeatureShift.NoiseIndex"/> is its upper twentieth.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// There is no whole number of rows, at least one, or a value is infinite.
    /// </exception>
    public IReadOnlyList<FeatureShift> Compare(ReadOnlySpan<float> rows)
    {
        int rowCount = KMeansChecks.RowCount(rows.Length, Features.Count, nameof(rows));
        string[] names = [.. Features.Select(feature => feature.Feature)];
        var shifts = new FeatureShift[Features.Count];
        for (int column = 0; column < shifts.Length; column++)
        {
            FrozenFeature feature = Features[column];
            long[] now = Count(Column(rows, column, names), feature.CutPoints);
            long[] then = [.. feature.Counts];
            int occupied = Enumerable.Range(0, now.Length).Count(bucket => now[bucket] + then[bucket] > 0);
            double noise = occupied > 1
                ? ChiSquared.InvCDF(occupied - 1, 0.95) * (1.0 / then.Sum() + 1.0 / rowCount)
                : 0;
            shifts[column] = new FeatureShift(
                feature.Feature, PopulationStabilityIndex.Of(then, now), noise, now);
        }

        return shifts;
    }

    private static double[] Column(ReadOnlySpan<float> rows, int column, IReadOnlyList<string> features)
    {
        double[] values = new double[rows.Length / features.Count];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = rows[row * features.Count + column];
            if (double.IsInfinity(values[row]))
            {
                throw new ArgumentException(
                    $"{features[column]} of row {row} is {values[row]}. Nothing was compared. Give NaN for what is missing.",
                    nameof(rows));
            }
        }

        return values;
    }

    private static long[] Count(double[] values, CutPoints cuts)
    {
        long[] counts = new long[cuts.BucketCount + 1];
        foreach (double value in values)
        {
            counts[double.IsNaN(value) ? cuts.BucketCount : cuts.Bucket(value)]++;
        }

        return counts;
    }
}
