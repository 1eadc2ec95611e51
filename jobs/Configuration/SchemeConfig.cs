using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>One segmentation scheme. Which fields apply depends on <see cref="Kind"/>.</summary>
public sealed record SchemeConfig
{
    [Description("How the scheme cuts.")]
    [Required]
    public SchemeKind Kind { get; init; }

    [Description("What the scheme is for, for people.")]
    public string Description { get; init; } = "";

    [Description("Who answers for it.")]
    public string? Owner { get; init; }

    [Description("Which customers cannot be scored, and are shown as such.")]
    public StateConfig States { get; init; } = new();

    [Description("Segments. rules: tried in order. rfm: conditions over r, f and m (1 to 5). kmeans, hierarchical, mixture, lifecycle, value_tier, needs: names for what is found.")]
    public IReadOnlyList<SegmentConfig> Segments { get; init; } = [];

    [Description("rfm: what is measured and where it is cut.")]
    public RfmConfig Rfm { get; init; } = new();

    [Description("lifecycle: the windows.")]
    public LifecycleConfig Lifecycle { get; init; } = new();

    [Description("kmeans: the features and the fit.")]
    public KMeansConfig Kmeans { get; init; } = new();

    [Description("hierarchical: the features and the fit.")]
    public HierarchicalConfig Hierarchical { get; init; } = new();

    [Description("mixture: the features and the fit.")]
    public MixtureConfig Mixture { get; init; } = new();

    [Description("needs: the survey, its factors and clusters, and how others are typed.")]
    public NeedsConfig Needs { get; init; } = new();

    [Description("value_tier: what is measured and where it is cut.")]
    public ValueTierConfig ValueTier { get; init; } = new();

    /// <summary>The fit of a scheme that finds its segments in the data; null for one that is told them.</summary>
    public ClusterConfig? Clusters() => Kind switch
    {
        SchemeKind.Kmeans => Kmeans,
        SchemeKind.Hierarchical => Hierarchical,
        SchemeKind.Mixture => Mixture,
        _ => null,
    };
}

/// <summary>How a scheme cuts.</summary>
public enum SchemeKind
{
    Rfm,
    Rules,
    Lifecycle,
    Kmeans,
    Hierarchical,
    Mixture,
    ValueTier,
    Needs,
}

/// <summary>Customers who cannot be scored get a state instead of a silent default. Checked in this order:
/// excluded, net_negative, prospect, new, insufficient_history.</summary>
public sealed record StateConfig
{
    [Description("Purpose that a customer must not have withdrawn (consents). Default: consent is not looked at.")]
    public string? ConsentPurpose { get; init; }

    [Description("Whether a customer must have granted the purpose (true), or only not withdrawn it (false).")]
    public bool ConsentRequired { get; init; }

    [Description("Whether customers who returned more than they bought are set apart.")]
    public bool NetNegative { get; init; } = true;

    [Description("Customers whose first order is fewer days ago than this are new. 0: nobody.")]
    [Range(0, 36500)]
    public int NewDays { get; init; }

    [Description("Customers with fewer orders than this have insufficient history. 0 or 1: nobody.")]
    [Range(0, 1_000_000)]
    public int MinimumOrders { get; init; }
}

/// <summary>One segment of a scheme.</summary>
public sealed record SegmentConfig
{
    [Description("Short stable code, never reused: capital letters, digits and underscores.")]
    [Required, RegularExpression("^[A-Z][A-Z0-9_]{0,23}$")]
    public string Code { get; init; } = "";

    [Description("Plain name.")]
    [Required]
    public string Label { get; init; } = "";

    [Description("What kind of customers these are.")]
    public string Description { get; init; } = "";

    [Description("Code of the broader segment it belongs to.")]
    public string? Parent { get; init; }

    [Description("SQL condition over features and metrics (rules) or over r, f and m (rfm). None: everyone who is left.")]
    public string? When { get; init; }
}

/// <summary>Recency, frequency, monetary value.</summary>
public sealed record RfmConfig
{
    [Description("Feature measured as recency: smaller is better.")]
    public string Recency { get; init; } = "recency_days";

    [Description("Feature measured as frequency: larger is better.")]
    public string Frequency { get; init; } = "order_count";

    [Description("Feature measured as monetary value: larger is better.")]
    public string Monetary { get; init; } = "net_spend_amount";

    [Description("Where the scores are cut. Default: quintiles of the scored customers, equal values always in one score.")]
    public RfmCuts? Cuts { get; init; }
}

/// <summary>Fixed thresholds: four rising numbers each, cutting five scores.</summary>
public sealed record RfmCuts
{
    [Description("Days: at most the first is score 5, above the last is score 1.")]
    [Required, MinLength(4), MaxLength(4)]
    public IReadOnlyList<decimal> Recency { get; init; } = [];

    [Description("At most the first is score 1, above the last is score 5.")]
    [Required, MinLength(4), MaxLength(4)]
    public IReadOnlyList<decimal> Frequency { get; init; } = [];

    [Description("At most the first is score 1, above the last is score 5.")]
    [Required, MinLength(4), MaxLength(4)]
    public IReadOnlyList<decimal> Monetary { get; init; } = [];
}

/// <summary>Where a customer stands in their life with the company.</summary>
public sealed record LifecycleConfig
{
    [Description("New: the first order is fewer days ago than this.")]
    [Range(1, 36500)]
    public int NewDays { get; init; } = 30;

    [Description("Active: the last order is fewer days ago than this.")]
    [Range(1, 36500)]
    public int ActiveDays { get; init; } = 90;

    [Description("At risk: the last order is fewer days ago than this.")]
    [Range(1, 36500)]
    public int AtRiskDays { get; init; } = 180;

    [Description("Dormant: the last order is fewer days ago than this; lost from there on.")]
    [Range(1, 36500)]
    public int DormantDays { get; init; } = 365;

    [Description("Returning: active, but came back within active_days after a gap of at least this many days.")]
    [Range(1, 36500)]
    public int ReturnGapDays { get; init; } = 180;

    [Description("Measure silence in the customer's own purchase rhythm where it is known (three orders or more), else in days.")]
    public RhythmConfig? Rhythm { get; init; }
}

/// <summary>Silence as a multiple of the customer's own mean days between orders.</summary>
public sealed record RhythmConfig
{
    [Description("Active up to this many mean intervals.")]
    public double Active { get; init; } = 1.5;

    [Description("At risk up to this many mean intervals.")]
    public double AtRisk { get; init; } = 3;

    [Description("Dormant up to this many mean intervals; lost from there on.")]
    public double Dormant { get; init; } = 6;
}
