using System.Text.Json;

namespace Segmentation.Jobs.Fit;

/// <summary>One measured fact about a fit, as readers see it in <c>model_evidence</c>.</summary>
/// <param name="Topic">What it is about; one of <see cref="EvidenceTopics"/>.</param>
/// <param name="Subject">Whom or what it is said of: a segment code, a feature, a number of clusters, a window.</param>
/// <param name="Item">What was measured.</param>
/// <param name="Value">The figure; null where there is only a statement.</param>
/// <param name="Lower">Lower end of its interval, where it has one.</param>
/// <param name="Upper">Upper end of its interval, where it has one.</param>
/// <param name="Threshold">What it was held against, where it was.</param>
/// <param name="Verdict">pass, warn, fail, vote, veto, kept, minted...; empty where nothing was judged.</param>
/// <param name="Detail">In words.</param>
public sealed record EvidenceRow(
    string Topic,
    string Subject,
    string Item,
    double? Value = null,
    double? Lower = null,
    double? Upper = null,
    double? Threshold = null,
    string Verdict = "",
    string Detail = "");

/// <summary>The topics of evidence. Each has a view of its own name with columns that say what they hold.</summary>
public static class EvidenceTopics
{
    /// <summary>Algorithm, rows, features and their scaling, iterations.</summary>
    public const string Fit = "fit";

    /// <summary>Per number of clusters and criterion: the value, its vote, vetoes.</summary>
    public const string CountChoice = "k_selection";

    /// <summary>Separation, viability, distinctness.</summary>
    public const string Gate = "gate";

    /// <summary>Bootstrap, windows, holdouts, sensitivity.</summary>
    public const string Stability = "stability";

    /// <summary>Per segment and feature: mean against the rest, with effect and interval.</summary>
    public const string Profile = "profile";

    /// <summary>Per segment: sentences.</summary>
    public const string Words = "words";

    /// <summary>Surrogate rules and their fidelity.</summary>
    public const string Rule = "rule";

    /// <summary>What became of the codes of the model before.</summary>
    public const string Lineage = "lineage";

    /// <summary>What segments say about the next period, beside baselines.</summary>
    public const string Power = "predictive_power";

    /// <summary>What each value tier holds.</summary>
    public const string Tier = "tier";

    /// <summary>A survey's factors, its segments in them, and how well others are typed.</summary>
    public const string Needs = "needs";

    /// <summary>How far tonight's customers are from those of the fit. Measured every night that scores.</summary>
    public const string Drift = "drift";

    /// <summary>Merges of a hierarchy.</summary>
    public const string Dendrogram = "dendrogram";
}

/// <summary>Verdicts that more than one place judges by.</summary>
public static class EvidenceVerdicts
{
    /// <summary>Look before relying on it.</summary>
    public const string Warn = "warn";

    /// <summary>It may not be published.</summary>
    public const string Fail = "fail";
}

/// <summary>Everything that was measured at a fit, and the card that sums it up.</summary>
/// <param name="Rows">The facts, in the order in which they are to be read.</param>
/// <param name="Card">The model card, in Markdown.</param>
public sealed record FitEvidence(IReadOnlyList<EvidenceRow> Rows, string Card)
{
    /// <summary>A fit of which nothing was measured: rules, and models of an older program.</summary>
    public static FitEvidence None { get; } = new([], "");

    public static FitEvidence Read(string json) => json.Length == 0 ? None : JsonSerializer.Deserialize<FitEvidence>(json)!;

    public string Write() => JsonSerializer.Serialize(this);
}
