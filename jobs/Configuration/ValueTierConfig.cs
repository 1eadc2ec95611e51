using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>Tiers of customers by value, the best first.</summary>
public sealed record ValueTierConfig
{
    [Description("Feature or metric that is a customer's value: larger is better.")]
    public string Measure { get; init; } = "net_spend_amount";

    [Description("Where tiers end: share_of_value (the fewest customers who make each share of all value), share_of_customers (the best customers up to each share of them) or bounds (amounts that people decided on).")]
    public ValueTierBasis By { get; init; } = ValueTierBasis.ShareOfValue;

    [Description("share_of_value, share_of_customers: rising shares at which a tier ends, above 0 and below 1. 0.5, 0.8 and 0.95 make four tiers.")]
    public IReadOnlyList<double> Shares { get; init; } = [0.5, 0.8, 0.95];

    [Description("bounds: the least value of each tier but the last, falling.")]
    public IReadOnlyList<double> Bounds { get; init; } = [];

    [Description("Days after which shares are cut anew. In between a tier means the same amount. 0: cut every night, so that a tier means the same share. Bounds are never cut anew.")]
    [Range(0, 3660)]
    public int RefitDays { get; init; } = 365;
}

/// <summary>What ends a tier.</summary>
public enum ValueTierBasis
{
    ShareOfValue,
    ShareOfCustomers,
    Bounds,
}
