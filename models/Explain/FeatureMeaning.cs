namespace Segmentation.Models.Explain;

/// <summary>What a feature means, in words that sentences and labels are made of.</summary>
public sealed record FeatureMeaning
{
    private static readonly string[] TimeUnits = ["minutes", "hours", "days", "weeks", "months", "years"];

    /// <summary>Name of the feature, as its column is called.</summary>
    public required string Name { get; init; }

    /// <summary>A noun phrase that fits behind "many" or "high": orders, days since the last order, spend.</summary>
    public required string Description { get; init; }

    /// <summary>
    /// share, text, a unit of time (days), a currency of three capitals (EUR), the things counted (orders), or empty.
    /// </summary>
    public string Unit { get; init; } = "";

    /// <summary>
    /// Whether a higher value means more of the behaviour. Of days since the last order it means less, and a ratio
    /// would read upside down.
    /// </summary>
    public bool HigherIsMore { get; init; } = true;

    /// <summary>
    /// A verb phrase with a place for the figure: "last bought {value} ago", "buys {value} at weekends", and for counts
    /// and money "orders {value} as often as the others". Null uses the phrase of the unit's kind.
    /// </summary>
    public string? Phrase { get; init; }

    /// <summary>
    /// Words for a segment that is high in it: "frequent". Null makes "many" or "high" and the description.
    /// </summary>
    public string? HighWords { get; init; }

    /// <summary>Words for a segment that is low in it: "rare". Null makes "few" or "low" and the description.</summary>
    public string? LowWords { get; init; }

    /// <summary>
    /// What the feature is about, such as frequency. A label takes one feature per theme, as two that say the same say
    /// no more. Null is a theme of its own.
    /// </summary>
    public string? Theme { get; init; }

    /// <summary>Read from the unit.</summary>
    public FeatureKind Kind =>
        Unit switch
        {
            "" => FeatureKind.Number,
            "share" => FeatureKind.Share,
            "text" => FeatureKind.Text,
            _ when TimeUnits.Contains(Unit) => FeatureKind.Time,
            { Length: 3 } when Unit.All(char.IsAsciiLetterUpper) => FeatureKind.Money,
            _ => FeatureKind.Count,
        };

    /// <summary>Words for a segment that is high, or low, in this feature.</summary>
    internal string Words(bool isHigh)
    {
        bool isCounted = Kind is FeatureKind.Count or FeatureKind.Time;
        return isHigh
            ? HighWords ?? $"{(isCounted ? "many" : "high")} {Description}"
            : LowWords ?? $"{(isCounted ? "few" : "low")} {Description}";
    }

    /// <summary>The meanings in column order, one per contrast.</summary>
    /// <exception cref="ArgumentException">A feature has no meaning, or two.</exception>
    internal static IReadOnlyDictionary<string, FeatureMeaning> ByName(
        IReadOnlyList<FeatureMeaning> meanings, SegmentContrastTable table)
    {
        ArgumentNullException.ThrowIfNull(meanings);
        ArgumentNullException.ThrowIfNull(table);
        string? twice = meanings.GroupBy(meaning => meaning.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new ArgumentException($"Feature {twice} has two meanings.", nameof(meanings));
        }

        var byName = meanings.ToDictionary(meaning => meaning.Name);
        string? without = table.Contrasts.FirstOrDefault(contrast => !byName.ContainsKey(contrast.Feature))?.Feature;
        return without is null
            ? byName
            : throw new ArgumentException($"Feature {without} has no meaning given.", nameof(meanings));
    }
}
