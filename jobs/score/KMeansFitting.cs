using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Models.Clustering;

namespace Segmentation.Jobs.Score;

/// <summary>Fits a k-means model to customers' features.</summary>
internal static class KMeansFitting
{
    /// <summary>Fits the scheme.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="columns">One array per feature, customers in order of id; NaN is missing.</param>
    /// <param name="earlier">The model before, whose clusters and codes are carried on; none on the first fit.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <exception cref="RunRefusedException">There are fewer different customers than clusters, or a feature has no value at all.</exception>
    public static KMeansModel Fit(SchemeRun scheme, double[][] columns, KMeansModel? earlier, CancellationToken cancellationToken)
    {
        KMeansConfig config = scheme.Config.Kmeans;
        int rowCount = columns[0].Length;
        if (config.K > rowCount)
        {
            throw new RunRefusedException(
                $"Scheme {scheme.Name} asks for k = {config.K} clusters, but only {rowCount:N0} customers can be scored on {scheme.Context.Run.SnapshotDate:yyyy-MM-dd}. The published tables are unchanged. Lower schemes.{scheme.Name}.kmeans.k, or wait for more customers.");
        }

        try
        {
            FeatureScaler scaler = FeatureScaler.Fit(columns, [.. config.Features.Select(Options)]);
            float[] rows = scaler.Apply(columns);
            KMeansFit fit = KMeans.Fit(
                rows,
                columns.Length,
                new KMeansOptions
                {
                    ClusterCount = config.K,
                    Seed = config.Seed,
                    Restarts = config.Restarts,
                    ThreadCount = scheme.Context.Run.Config.Engine.Threads,
                    InitialCentroids = earlier?.CentroidsIn(scaler),
                },
                cancellationToken: cancellationToken);
            double[][] means = ClusterMeans(columns, fit);
            return new KMeansModel
            {
                Scaler = scaler,
                Centroids = fit.Centroids,
                ClusterCount = config.K,
                Codes = earlier?.Codes ?? Codes(scheme.Config.Segments, means),
                FeatureMeans = means,
                FittedRowCount = rowCount,
                Inertia = fit.Inertia,
                Iterations = fit.Iterations,
                HasConverged = fit.Converged,
            };
        }
        catch (ArgumentException error)
        {
            throw new RunRefusedException(
                $"Scheme {scheme.Name} cannot be fitted on {scheme.Context.Run.SnapshotDate:yyyy-MM-dd}: {error.Message} The published tables are unchanged. Change schemes.{scheme.Name}.kmeans in segmentation.yml.", error);
        }
    }

    private static FeatureScalingOptions Options(KMeansFeature feature) => new()
    {
        Name = feature.Name,
        Transform = feature.Transform == Configuration.FeatureTransform.Log1p
            ? Models.Clustering.FeatureTransform.SignedLog1p
            : Models.Clustering.FeatureTransform.None,
        WinsorizeShare = feature.Winsorize,
        Scale = feature.Scale switch
        {
            Configuration.FeatureScale.Robust => Models.Clustering.FeatureScale.Robust,
            Configuration.FeatureScale.None => Models.Clustering.FeatureScale.None,
            _ => Models.Clustering.FeatureScale.Standard,
        },
        Weight = feature.Weight,
        Missing = feature.WhenMissing is null ? MissingRule.Median : MissingRule.Constant,
        MissingValue = feature.WhenMissing ?? 0,
    };

    /// <summary>Clusters are numbered by the mean of the first feature, highest first, so that a first fit has one numbering
    /// whatever the seed found first.</summary>
    private static string[] Codes(IReadOnlyList<SegmentConfig> named, double[][] means)
    {
        int[] order = [.. Enumerable.Range(0, means.Length).OrderByDescending(cluster => means[cluster][0]).ThenBy(cluster => cluster)];
        var codes = new string[means.Length];
        for (int place = 0; place < order.Length; place++)
        {
            codes[order[place]] = place < named.Count ? named[place].Code : $"K{place + 1}";
        }

        return codes;
    }

    private static double[][] ClusterMeans(double[][] columns, KMeansFit fit)
    {
        double[][] sums = [.. Enumerable.Range(0, fit.ClusterCount).Select(_ => new double[columns.Length])];
        for (int column = 0; column < columns.Length; column++)
        {
            var counts = new long[fit.ClusterCount];
            for (int row = 0; row < fit.Assignments.Length; row++)
            {
                double value = columns[column][row];
                if (!double.IsNaN(value))
                {
                    sums[fit.Assignments[row]][column] += value;
                    counts[fit.Assignments[row]]++;
                }
            }

            for (int cluster = 0; cluster < fit.ClusterCount; cluster++)
            {
                sums[cluster][column] = counts[cluster] == 0 ? 0 : sums[cluster][column] / counts[cluster];
            }
        }

        return sums;
    }
}
