using Segmentation.Models.Clustering;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Selection;

/// <summary>Fits each number of clusters and measures it.</summary>
internal sealed class ClusterCountMeter(
    ReadOnlyMemory<float> rows,
    int columnCount,
    ulong[] keys,
    double[]? revenue,
    ClusterFit fit,
    ClusterCountOptions options,
    CancellationToken cancellationToken)
{
    public ClusterCountMeasures Measure(int[] counts)
    {
        RowSubset sample = RowSubset.Sample(
            rows.Span, columnCount, keys, options.SilhouetteSampleSize, RowHash.Round(options.Seed, 7, 0));
        GapOptions gap = options.Gap ?? new() { Seed = options.Seed, ThreadCount = options.ThreadCount };
        PredictionStrengthOptions strength =
            options.PredictionStrength ?? new() { Seed = options.Seed, ThreadCount = options.ThreadCount };

        // Half of a small sample may not hold the larger numbers of clusters; those stay unmeasured.
        int halfRows = RowSubset.Sample(
            rows.Span, columnCount, keys, strength.SampleSize, RowHash.Round(strength.Seed, 3, 0)).RowCount / 2;
        int gapRows = RowSubset.Sample(
            rows.Span, columnCount, keys, gap.SampleSize, RowHash.Round(gap.Seed, 1, 0)).RowCount;
        int[] divisible = [.. counts.Where(count => count < halfRows)];
        int[] inSample = [1, .. counts.Where(count => count < gapRows)];
        return new ClusterCountMeasures
        {
            Candidates = [.. counts.Select(count => MeasureOne(count, sample))],
            Gap = GapStatistic.Measure(rows, columnCount, inSample, fit, gap, keys, cancellationToken),
            PredictionStrength = divisible.Length == 0 ? null : PredictionStrength.Measure(
                rows, columnCount, divisible, fit, strength, keys, cancellationToken),
            SilhouetteRowCount = sample.RowCount,
        };
    }

    private ClusterCountCandidate MeasureOne(int clusterCount, RowSubset sample)
    {
        FittedClusters fitted = FitRequests.Run(fit, new ClusterFitRequest
        {
            Rows = rows,
            ColumnCount = columnCount,
            ClusterCount = clusterCount,
            RowKeys = keys,
            ThreadCount = options.ThreadCount,
            CancellationToken = cancellationToken,
        });
        ReadOnlySpan<int> labels = fitted.Assignments;
        long[] sizes = Sizes(labels, clusterCount);
        bool isSeparable = sizes.Count(size => size > 0) >= 2;
        (double largest, double concentration) = RevenueShares(labels, clusterCount);
        BootstrapJaccardOptions bootstrap =
            options.BootstrapJaccard ?? new() { Seed = options.Seed, ThreadCount = options.ThreadCount };
        return new ClusterCountCandidate
        {
            ClusterCount = clusterCount,
            Fit = fitted,
            Inertia = ClusterMeans.Dispersion(rows.Span, columnCount, labels, clusterCount),
            SilhouetteOfSample = SilhouetteOf(sample, fitted),
            SimplifiedSilhouette = SimplifiedSilhouette.Of(
                rows.Span, columnCount, fitted.Centroids, labels, options.ThreadCount, cancellationToken).Mean,
            CalinskiHarabasz = isSeparable
                ? Separation.CalinskiHarabasz(rows.Span, columnCount, labels) : double.NaN,
            DaviesBouldin = isSeparable ? Separation.DaviesBouldin(rows.Span, columnCount, labels) : double.NaN,
            BootstrapJaccard = BootstrapJaccard.Measure(
                rows, columnCount, fitted, fit, bootstrap, keys, cancellationToken),
            SmallestSize = sizes.Min(),
            SmallestShare = (double)sizes.Min() / labels.Length,
            LargestRevenueShare = largest,
            RevenueConcentration = concentration,
        };
    }

    /// <summary>NaN when the sample holds rows of one cluster only, or nothing but single rows.</summary>
    private double SilhouetteOf(RowSubset sample, FittedClusters fitted)
    {
        int[] labels = sample.Pick(fitted.Assignments);
        int occupied = labels.Distinct().Count();
        return occupied < 2 || occupied >= labels.Length
            ? double.NaN
            : Silhouette.Exact(sample.Rows, columnCount, labels, options.ThreadCount, cancellationToken: cancellationToken).Mean;
    }

    private static long[] Sizes(ReadOnlySpan<int> labels, int clusterCount)
    {
        long[] sizes = new long[clusterCount];
        foreach (int label in labels)
        {
            sizes[label]++;
        }

        return sizes;
    }

    private (double Largest, double Concentration) RevenueShares(ReadOnlySpan<int> labels, int clusterCount)
    {
        if (revenue is null)
        {
            return (double.NaN, double.NaN);
        }

        double[] totals = new double[clusterCount];
        for (int row = 0; row < labels.Length; row++)
        {
            totals[labels[row]] += revenue[row];
        }

        double sum = totals.Sum(total => Math.Max(0, total));
        double[] shares = [.. totals.Select(total => Math.Max(0, total) / sum)];
        return (shares.Max(), shares.Sum(share => share * share));
    }
}
