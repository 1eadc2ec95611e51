using System.Globalization;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Score;

namespace Segmentation.Jobs.Fit;

/// <summary>What value tiers are called until a person names them.</summary>
public static class ValueTierWords
{
    /// <summary>TIER_1, the best, and on.</summary>
    public static IReadOnlyList<string> Codes(ValueTierConfig tiers)
    {
        int count = 1 + (tiers.By == ValueTierBasis.Bounds ? tiers.Bounds.Count : tiers.Shares.Count);
        return [.. Enumerable.Range(1, count).Select(tier => string.Create(CultureInfo.InvariantCulture, $"TIER_{tier}"))];
    }

    /// <summary>The tiers with labels that say how they are cut, and descriptions that say where.</summary>
    /// <param name="tiers">The configuration.</param>
    /// <param name="lowerBounds">Least value of each tier but the last.</param>
    public static IReadOnlyList<SegmentDefinition> Segments(ValueTierConfig tiers, IReadOnlyList<double> lowerBounds) =>
        [.. Codes(tiers).Select((code, tier) => new SegmentDefinition(code, Label(tiers, lowerBounds, tier), Between(tiers, lowerBounds, tier), null))];

    /// <summary>A measure's name as a reader says it.</summary>
    public static string Measure(ValueTierConfig tiers) => tiers.Measure.Replace("_amount", "", StringComparison.Ordinal).Replace('_', ' ');

    private static string Label(ValueTierConfig tiers, IReadOnlyList<double> lowerBounds, int tier)
    {
        string measure = Measure(tiers);
        string between = Between(tiers, lowerBounds, tier);
        if (tiers.By == ValueTierBasis.Bounds)
        {
            return between[..^1];
        }

        double from = tier == 0 ? 0 : tiers.Shares[tier - 1];
        double to = tier == tiers.Shares.Count ? 1 : tiers.Shares[tier];
        string place = tier == 0 ? "first" : tier == tiers.Shares.Count ? "last" : "next";
        string part = tier == 0 && to == 0.5 ? "half" : string.Create(CultureInfo.InvariantCulture, $"{100 * (to - from):0.##} %");
        return tiers.By == ValueTierBasis.ShareOfValue
            ? $"Makes the {place} {part} of {measure}"
            : $"The {place} {part} of customers by {measure}";
    }

    private static string Between(ValueTierConfig tiers, IReadOnlyList<double> lowerBounds, int tier)
    {
        string measure = char.ToUpperInvariant(Measure(tiers)[0]) + Measure(tiers)[1..];
        string Figure(int bound) => lowerBounds[bound].ToString("#,0.##", CultureInfo.InvariantCulture);
        return tier == 0 ? $"{measure} of {Figure(0)} or more."
            : tier == lowerBounds.Count ? $"{measure} below {Figure(tier - 1)}."
            : $"{measure} from {Figure(tier)} to below {Figure(tier - 1)}.";
    }
}
