namespace Segmentation.Models.Selection;

/// <summary>What the business can serve. A limit that is null does not apply.</summary>
public sealed record ClusterCountLimits
{
    /// <summary>Fewest segments that would be of use.</summary>
    public int? FewestSegments { get; init; }

    /// <summary>Most segments that can be served differently.</summary>
    public int? MostSegments { get; init; }

    /// <summary>Fewest customers in any segment.</summary>
    public long? SmallestSize { get; init; }

    /// <summary>Least share of customers in any segment, from 0 to 1.</summary>
    public double? SmallestShare { get; init; }

    /// <summary>Greatest share of revenue one segment may hold, from 0 to 1.</summary>
    public double? LargestRevenueShare { get; init; }

    /// <summary>Greatest concentration of revenue: the sum of squared revenue shares, from 1/k to 1.</summary>
    public double? LargestRevenueConcentration { get; init; }
}

/// <summary>How much each criterion's vote counts; 0 shows the criterion without a vote.</summary>
/// <remarks>
/// By default the four indices of separation, which tend to say the same and to favour a few outlying customers, count
/// 2.5 together; the two of stability count 3, and the gap 1.
/// </remarks>
public sealed record ClusterCountWeights
{
    /// <summary>Of the exact silhouette of a sample.</summary>
    public double SilhouetteOfSample { get; init; } = 1;

    /// <summary>Of the simplified silhouette of all rows.</summary>
    public double SimplifiedSilhouette { get; init; } = 0.5;

    /// <summary>Of the Calinski-Harabasz index.</summary>
    public double CalinskiHarabasz { get; init; } = 0.5;

    /// <summary>Of the Davies-Bouldin index.</summary>
    public double DaviesBouldin { get; init; } = 0.5;

    /// <summary>Of the gap statistic.</summary>
    public double Gap { get; init; } = 1;

    /// <summary>Of prediction strength.</summary>
    public double PredictionStrength { get; init; } = 1.5;

    /// <summary>Of the least bootstrap Jaccard of a cluster.</summary>
    public double BootstrapJaccard { get; init; } = 1.5;

    /// <summary>The weight of a criterion; 0 for one that only limits or only shows.</summary>
    public double Of(ClusterCountCriterion criterion) => criterion switch
    {
        ClusterCountCriterion.SilhouetteOfSample => SilhouetteOfSample,
        ClusterCountCriterion.SimplifiedSilhouette => SimplifiedSilhouette,
        ClusterCountCriterion.CalinskiHarabasz => CalinskiHarabasz,
        ClusterCountCriterion.DaviesBouldin => DaviesBouldin,
        ClusterCountCriterion.Gap => Gap,
        ClusterCountCriterion.PredictionStrength => PredictionStrength,
        ClusterCountCriterion.BootstrapJaccard => BootstrapJaccard,
        _ => 0,
    };
}

/// <summary>How the number of clusters is chosen.</summary>
public sealed record ClusterCountOptions
{
    /// <summary>Seed of every sample, reference and resample.</summary>
    public required long Seed { get; init; }

    /// <summary>Numbers of clusters to consider, each at least 2; in any order.</summary>
    public IReadOnlyList<int> Candidates { get; init; } = [2, 3, 4, 5, 6, 7, 8, 9, 10];

    /// <summary>What each vote counts.</summary>
    public ClusterCountWeights Weights { get; init; } = new();

    /// <summary>What the business can serve.</summary>
    public ClusterCountLimits Limits { get; init; } = new();

    /// <summary>Expected rows of the exact silhouette, whose cost grows with their square.</summary>
    public int SilhouetteSampleSize { get; init; } = 10_000;

    /// <summary>How the gap is measured; null means its defaults, with this seed and these threads.</summary>
    public GapOptions? Gap { get; init; }

    /// <summary>
    /// How prediction strength is measured; null means its defaults, with this seed and these threads.
    /// </summary>
    public PredictionStrengthOptions? PredictionStrength { get; init; }

    /// <summary>How clusters are resampled; null means the defaults, with this seed and these threads.</summary>
    public BootstrapJaccardOptions? BootstrapJaccard { get; init; }

    /// <summary>Threads to use; 0 or less means all cores. Does not change the result by a bit.</summary>
    public int ThreadCount { get; init; } = 1;
}
