using System.Globalization;
using System.Text;
using System.Text.Json;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Score;
using Segmentation.Models.Quantiles;

namespace Segmentation.Jobs.Fit;

/// <summary>Cut points of a value-tier scheme as the ledger keeps them, so that a score next month means the same amount.</summary>
internal sealed record ValueTierModel
{
    /// <summary>Least value of each tier but the last, the best first.</summary>
    public required double[] LowerBounds { get; init; }

    public static ValueTierModel Read(string json) => JsonSerializer.Deserialize<ValueTierModel>(json)!;

    /// <summary>Cuts tonight's customers.</summary>
    /// <exception cref="ArgumentException">No customer has a value above 0, so that there is nothing to share.</exception>
    public static ValueTierModel Cut(ValueTierConfig config, double[] values)
    {
        ValueTiers tiers = config.By switch
        {
            ValueTierBasis.ShareOfValue => ValueTiers.FromShareOfValue(values, config.Shares),
            ValueTierBasis.ShareOfCustomers => ValueTiers.FromShareOfCustomers(values, config.Shares),
            _ => ValueTiers.FromBounds(config.Bounds),
        };
        return new ValueTierModel { LowerBounds = [.. tiers.LowerBounds] };
    }

    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>What each tier holds of tonight's customers, and the card.</summary>
    public FitEvidence Evidence(SchemeRun scheme, double[] values)
    {
        ValueTierConfig config = scheme.Config.ValueTier;
        IReadOnlyList<string> codes = ValueTierWords.Codes(config);
        IReadOnlyList<ValueTierShare> shares = new ValueTiers { LowerBounds = LowerBounds }.Describe(values);
        var rows = new List<EvidenceRow>
        {
            new(EvidenceTopics.Fit, "algorithm", "algorithm", Detail: How(config)),
            new(EvidenceTopics.Fit, "model", "customers", values.Length, Detail: "Customers who could be scored, all of whom were counted."),
        };
        foreach (ValueTierShare tier in shares)
        {
            string code = codes[tier.Tier];
            double? bound = tier.Tier < LowerBounds.Length ? LowerBounds[tier.Tier] : null;
            rows.Add(new EvidenceRow(EvidenceTopics.Tier, code, "customers", tier.CustomerCount, Threshold: bound,
                Verdict: tier.CustomerCount == 0 ? "warn" : "", Detail: tier.CustomerCount == 0 ? "Nobody is in this tier: equal values fill the one above." : ""));
            rows.Add(new EvidenceRow(EvidenceTopics.Tier, code, "customer_share", tier.CustomerShare, Threshold: bound));
            rows.Add(new EvidenceRow(EvidenceTopics.Tier, code, "value", tier.Value, Threshold: bound));
            rows.Add(new EvidenceRow(EvidenceTopics.Tier, code, "value_share", tier.ValueShare, Threshold: bound));
        }

        return new FitEvidence(rows, Card(scheme, shares));
    }

    private static string How(ValueTierConfig config)
    {
        string measure = ValueTierWords.Measure(config);
        string shares = string.Join(", ", config.Shares.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share:0.##%}")));
        return config.By switch
        {
            ValueTierBasis.ShareOfValue => $"The fewest customers who make {shares} of the sum of positive {measure}; equal values share a tier.",
            ValueTierBasis.ShareOfCustomers => $"The best {shares} of customers by {measure}; equal values share a tier.",
            _ => $"Bounds of {measure} that people decided on.",
        };
    }

    private string Card(SchemeRun scheme, IReadOnlyList<ValueTierShare> shares)
    {
        ValueTierConfig config = scheme.Config.ValueTier;
        IReadOnlyList<SegmentDefinition> segments = scheme.Named(ValueTierWords.Segments(config, LowerBounds));
        string validity = config.By == ValueTierBasis.Bounds ? "until the bounds are changed by a person"
            : config.RefitDays == 0 ? "for one night: a tier always means the same share"
            : string.Create(CultureInfo.InvariantCulture, $"for {config.RefitDays} days; until then a tier means the same amount");
        var card = new StringBuilder();
        card.Append(CultureInfo.InvariantCulture, $"""
            # Model card: {scheme.Name}

            | | |
            |---|---|
            | Purpose | {(scheme.Config.Description.Length > 0 ? scheme.Config.Description : "Not stated: give the scheme a description.")} |
            | Owner | {scheme.Config.Owner ?? "Not stated: give the scheme an owner."} |
            | Cut as of | {scheme.Context.Run.SnapshotDate:yyyy-MM-dd}, on everything known strictly before |
            | How | {How(config)} |
            | Holds | {validity} |

            ## Tiers

            | code | label | at least | customers | share of customers | share of value |
            |---|---|---|---|---|---|

            """);
        foreach (ValueTierShare tier in shares)
        {
            string bound = tier.Tier < LowerBounds.Length ? LowerBounds[tier.Tier].ToString("#,0.##", CultureInfo.InvariantCulture) : "";
            card.Append(CultureInfo.InvariantCulture, $"| {segments[tier.Tier].Code} | {segments[tier.Tier].Label} | {bound} | {tier.CustomerCount:N0} | {tier.CustomerShare:0.0%} | {tier.ValueShare:0.0%} |\n");
        }

        card.Append("\n## Limits\n\n- A tier says what a customer has brought, not what they will bring.\n");
        card.Append("- It must not be used to decide on credit, employment, housing, insurance or any right of a person.\n");
        return card.ToString();
    }
}
