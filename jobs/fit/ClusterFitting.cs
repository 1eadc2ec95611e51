using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Jobs.Score;
using Segmentation.Models.Clustering;
using Segmentation.Models.Matching;
using Segmentation.Models.Selection;
using Segmentation.Models.Stability;

namespace Segmentation.Jobs.Fit;

/// <summary>Fits a scheme to tonight's customers: scaling, number of clusters, clusters, codes, and the evidence.</summary>
internal static class ClusterFitting
{
    /// <summary>Fits.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="data">Tonight's customers.</param>
    /// <param name="earlier">The model before, whose codes are carried on where customers agree; none on the first fit.</param>
    /// <param name="retiredCodes">Codes that were used before and may never come back.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <param name="earlierPlaces">Where the model before puts tonight's customers, when its features are not tonight's; -1 for
    /// nowhere. Null: it is asked, and the fit starts from its centroids.</param>
    /// <exception cref="RunRefusedException">There are too few customers, or a feature has no value at all.</exception>
    public static FitFacts Fit(
        SchemeRun scheme, ClusterData data, ClusterModel? earlier, IReadOnlyCollection<string> retiredCodes, CancellationToken cancellationToken,
        int[]? earlierPlaces = null)
    {
        ClusterConfig config = scheme.Clusters;
        int fewest = config.ChooseK?.To ?? config.K;
        if (fewest > data.RowCount)
        {
            throw new RunRefusedException(
                $"Scheme {scheme.Name} asks for {(config.ChooseK is null ? $"k = {fewest}" : $"up to {fewest}")} clusters, but only {data.RowCount:N0} customers can be scored on {scheme.Context.Run.SnapshotDate:yyyy-MM-dd}. The published tables are unchanged. Lower {scheme.ClustersPath}.{(config.ChooseK is null ? "k" : "choose_k.to")}, or wait for more customers.");
        }

        try
        {
            FeatureScaler scaler = FeatureScaler.Fit(data.Columns, Scaling(config.Features));
            float[] rows = scaler.Apply(data.Columns);
            ClusterCountDecision? choice = config.ChooseK is { } asked ? Choose(scheme, config, asked, rows, data, cancellationToken) : null;
            int clusterCount = choice?.ChosenClusterCount ?? config.K;
            float[]? start = earlierPlaces is null && earlier is not null && earlier.ClusterCount == clusterCount ? earlier.CentroidsIn(scaler) : null;
            int threads = scheme.Context.Run.Config.Engine.Threads;
            FittedCut cut = FittedCut.Of(config, rows, data.Columns.Length, clusterCount, start, threads, cancellationToken);
            EarlierSegments? before = earlier is null
                ? EarlierSegments.Published(scheme, data.RowCount, cancellationToken)
                : new EarlierSegments(earlier.Codes, earlierPlaces ?? earlier.Place(data.Columns, threads, cancellationToken).Clusters);
            return Named(scheme, data, rows, scaler, cut, choice, before, retiredCodes);
        }
        catch (ArgumentException error)
        {
            throw new RunRefusedException(
                $"Scheme {scheme.Name} cannot be fitted on {scheme.Context.Run.SnapshotDate:yyyy-MM-dd}: {error.Message} The published tables are unchanged. Change {scheme.ClustersPath} in segmentation.yml.", error);
        }
    }

    private static FitFacts Named(
        SchemeRun scheme, ClusterData data, float[] rows, FeatureScaler scaler, FittedCut cut, ClusterCountDecision? choice,
        EarlierSegments? before, IReadOnlyCollection<string> retiredCodes)
    {
        double[][] means = ClusterMeans(data.Columns, cut);
        SegmentMatching? matching = before is null ? null : SegmentMatching.Match(
            before.Places, cut.Assignments, before.Codes, cut.ClusterCount,
            new SegmentMatchingOptions { KeepJaccard = scheme.Clusters.KeepJaccard, CodePrefix = "K", CodeDigits = 1 },
            [.. retiredCodes.Except(before.Codes)]);
        string[] codes = matching is null ? FirstCodes(scheme.Config.Segments, means) : [.. matching.Codes];
        var model = new ClusterModel
        {
            Scaler = scaler,
            Centroids = cut.Centroids,
            ClusterCount = cut.ClusterCount,
            Mixture = cut.Mixture,
            Codes = codes,
            Labels = [.. codes.Select(code => $"Segment {code}")],
            Descriptions = [.. codes.Select(_ => "")],
            FeatureMeans = means,
            Deciles = FrozenDeciles.Freeze(RawRows.Of(data.Columns), [.. scaler.Features.Select(feature => feature.Name)]),
            FittedRowCount = data.RowCount,
            Inertia = cut.Inertia,
            Iterations = cut.Iterations,
            HasConverged = cut.HasConverged,
        };
        return new FitFacts
        {
            Scheme = scheme,
            Data = data,
            Rows = rows,
            Cut = cut,
            ScalingOptions = Scaling(scheme.Clusters.Features),
            Model = model,
            Choice = choice,
            Before = before,
            Matching = matching,
        };
    }

    private static ClusterCountDecision Choose(
        SchemeRun scheme, ClusterConfig config, ChooseKConfig asked, float[] rows, ClusterData data, CancellationToken cancellationToken)
    {
        var options = new ClusterCountOptions
        {
            Seed = config.Seed,
            Candidates = [.. Enumerable.Range(asked.From, asked.To - asked.From + 1)],
            Limits = new ClusterCountLimits
            {
                FewestSegments = asked.From,
                MostSegments = asked.To,
                SmallestShare = asked.SmallestShare,
                LargestRevenueShare = asked.LargestSpendShare < 1 ? asked.LargestSpendShare : null,
            },
            ThreadCount = scheme.Context.Run.Config.Engine.Threads,
        };
        ClusterFit? fit = config is KMeansConfig kmeans ? ClusterFits.KMeans(kmeans.Seed, Math.Min(kmeans.Restarts, 5)) : FittedCut.AsFit(config);
        ClusterCountDecision decision = ClusterCountPolicy.Choose(rows, data.Columns.Length, options, fit, data.Spend, null, cancellationToken);
        if (asked.Overruled is { } person)
        {
            decision = decision.OverruledBy(new ClusterCountOverride(
                person.K, person.Person, person.Reason, DateOnly.ParseExact(person.Date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        }

        return decision.ChosenClusterCount is not null ? decision : throw new RunRefusedException(
            $"Scheme {scheme.Name}: no number of clusters from {asked.From} to {asked.To} is within the limits of {scheme.ClustersPath}.choose_k. {decision.Reason} The published tables are unchanged. Relax the limits, or decide by 'overruled'.");
    }

    /// <summary>How features are brought to scale.</summary>
    internal static FeatureScalingOptions[] Scaling(IReadOnlyList<ClusterFeature> features) => [.. features.Select(Options)];

    private static FeatureScalingOptions Options(ClusterFeature feature) => new()
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
    private static string[] FirstCodes(IReadOnlyList<SegmentConfig> named, double[][] means)
    {
        int[] order = [.. Enumerable.Range(0, means.Length).OrderByDescending(cluster => means[cluster][0]).ThenBy(cluster => cluster)];
        var codes = new string[means.Length];
        for (int place = 0; place < order.Length; place++)
        {
            codes[order[place]] = place < named.Count ? named[place].Code : $"K{place + 1}";
        }

        return codes;
    }

    private static double[][] ClusterMeans(double[][] columns, FittedCut cut)
    {
        double[][] sums = [.. Enumerable.Range(0, cut.ClusterCount).Select(_ => new double[columns.Length])];
        for (int column = 0; column < columns.Length; column++)
        {
            var counts = new long[cut.ClusterCount];
            for (int row = 0; row < cut.Assignments.Length; row++)
            {
                double value = columns[column][row];
                if (!double.IsNaN(value))
                {
                    sums[cut.Assignments[row]][column] += value;
                    counts[cut.Assignments[row]]++;
                }
            }

            for (int cluster = 0; cluster < cut.ClusterCount; cluster++)
            {
                sums[cluster][column] = counts[cluster] == 0 ? 0 : sums[cluster][column] / counts[cluster];
            }
        }

        return sums;
    }
}
