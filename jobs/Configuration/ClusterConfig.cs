using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>A fit that finds segments in features: what every kind of it has.</summary>
public abstract record ClusterConfig
{
    [Description("Number of clusters, unless choose_k finds it.")]
    [Range(1, 4096)]
    public int K { get; init; } = 5;

    [Description("Find the number of clusters by votes within limits, at every fit. A code goes on only where customers agree.")]
    public ChooseKConfig? ChooseK { get; init; }

    [Description("Seed of every random draw.")]
    public long Seed { get; init; } = 1;

    [Description("Days after which the model is fitted anew; in between it only scores.")]
    [Range(0, 3660)]
    public int RefitDays { get; init; } = 30;

    [Description("Whether a model is fitted anew on the night that finds customers have drifted too far from those it was fitted on. Else the night says so, and a person decides.")]
    public bool RefitOnDrift { get; init; }

    [Description("Features and their scaling.")]
    public IReadOnlyList<ClusterFeature> Features { get; init; } = [];

    [Description("A new cluster keeps an old segment's code only when they share more than this part of all customers in either (Jaccard).")]
    [Range(0d, 0.99)]
    public double KeepJaccard { get; init; } = 0.5;

    [Description("How much nearer another segment must be before a customer moves, as a share of the distance to the present one. 0: any amount.")]
    [Range(0d, 0.99)]
    public double HoldMargin { get; init; }

    [Description("What a fit must show.")]
    public GateConfig Gates { get; init; } = new();

    [Description("How much is measured at a fit: basic (separation, profiles, rules) or full (stability over time and regions, sensitivity, predictive power too).")]
    public EvidenceLevel Evidence { get; init; } = EvidenceLevel.Full;
}

/// <summary>K-means over features.</summary>
public sealed record KMeansConfig : ClusterConfig
{
    [Description("Starts tried; the best is kept.")]
    [Range(1, 1000)]
    public int Restarts { get; init; } = 10;
}

/// <summary>Ward's hierarchy over features, cut at k.</summary>
public sealed record HierarchicalConfig : ClusterConfig
{
    [Description("Up to this many customers the tree is exact; of more, it is built over as many micro-clusters as micro_clusters says.")]
    [Range(2, 20_000)]
    public int ExactRows { get; init; } = 5_000;

    [Description("Micro-clusters that stand for the customers when there are more than exact_rows.")]
    [Range(2, 4096)]
    public int MicroClusters { get; init; } = 1_000;
}

/// <summary>A mixture of Gaussians over features: customers belong to segments by probability.</summary>
public sealed record MixtureConfig : ClusterConfig
{
    [Description("Starts tried; the best is kept.")]
    [Range(1, 1000)]
    public int Restarts { get; init; } = 3;

    [Description("What the clusters may look like: full (any ellipse), tied (one ellipse for all), diagonal or spherical.")]
    public MixtureShape Shape { get; init; } = MixtureShape.Full;
}

/// <summary>Shape of a mixture's clusters.</summary>
public enum MixtureShape
{
    Full,
    Tied,
    Diagonal,
    Spherical,
}

/// <summary>How much is measured at a fit.</summary>
public enum EvidenceLevel
{
    Basic,
    Full,
}

/// <summary>How the number of clusters is found.</summary>
public sealed record ChooseKConfig
{
    [Description("Fewest clusters considered.")]
    [Range(2, 100)]
    public int From { get; init; } = 2;

    [Description("Most clusters considered: what the business can serve differently.")]
    [Range(2, 100)]
    public int To { get; init; } = 8;

    [Description("Smallest share of customers a segment may have, 0 to 1.")]
    [Range(0d, 1d)]
    public double SmallestShare { get; init; } = 0.02;

    [Description("Largest share of net spend one segment may hold, 0 to 1.")]
    [Range(0d, 1d)]
    public double LargestSpendShare { get; init; } = 1;

    [Description("A person's decision, which wins over the votes and is recorded with them.")]
    public OverruleConfig? Overruled { get; init; }
}

/// <summary>A person's decision on the number of clusters.</summary>
public sealed record OverruleConfig
{
    [Description("The number decided on, between from and to.")]
    [Required]
    [Range(2, 100)]
    public int K { get; init; }

    [Description("Who decided.")]
    [Required]
    public string Person { get; init; } = "";

    [Description("Why.")]
    [Required]
    public string Reason { get; init; } = "";

    [Description("When (yyyy-MM-dd).")]
    [Required, RegularExpression("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    public string Date { get; init; } = "";
}

/// <summary>What a fit must show before it may be trusted.</summary>
public sealed record GateConfig
{
    [Description("Least silhouette of a sample of customers, -1 to 1.")]
    [Range(-1d, 1d)]
    public double Silhouette { get; init; } = 0.5;

    [Description("Fewest customers in a segment.")]
    [Range(0, 1_000_000_000)]
    public int SmallestSize { get; init; } = 50;

    [Description("Least share of net spend of a segment, 0 to 1.")]
    [Range(0d, 1d)]
    public double SmallestSpendShare { get; init; }

    [Description("Whether a fit that fails stops the night. Else it is published with a warning and its evidence.")]
    public bool Blocks { get; init; }
}

/// <summary>One feature of a fit and how it is brought to scale.</summary>
public sealed record ClusterFeature
{
    [Description("Feature or metric.")]
    [Required]
    public string Name { get; init; } = "";

    [Description("Transformation before scaling.")]
    public FeatureTransform Transform { get; init; } = FeatureTransform.None;

    [Description("Share of customers at each end whose values are drawn in to the quantile, 0 to 0.5.")]
    [Range(0d, 0.49)]
    public double Winsorize { get; init; }

    [Description("Scaling: standard (mean and population standard deviation), robust (median and interquartile range) or none.")]
    public FeatureScale Scale { get; init; } = FeatureScale.Standard;

    [Description("Weight of the scaled feature.")]
    [Range(0d, 1000d)]
    public double Weight { get; init; } = 1;

    [Description("Value taken for customers who have none. Default: the median of the others.")]
    public double? WhenMissing { get; init; }
}

/// <summary>Transformation of a feature before scaling.</summary>
public enum FeatureTransform
{
    None,
    Log1p,
}

/// <summary>How a feature is brought to scale.</summary>
public enum FeatureScale
{
    Standard,
    Robust,
    None,
}
