namespace Segmentation.Models.Explain;

/// <summary>The strongest contrasts of a segment as sentences.</summary>
/// <remarks>
/// Figures are means. Only what <see cref="SegmentContrast.IsClear"/> and, for a ratio, an interval without 1 allow is
/// said, and only when it can be seen in four digits.
/// </remarks>
public static class PlainWords
{
    private const string Place = "{value}";

    /// <summary>Sentences about one segment, strongest first; a tie goes to the earlier column.</summary>
    /// <param name="table">The contrasts.</param>
    /// <param name="segment">A segment that has rows.</param>
    /// <param name="meanings">The meaning of every feature in the table, in any order.</param>
    /// <param name="options">How much to say; null says the defaults.</param>
    /// <exception cref="ArgumentException">
    /// A feature has no meaning or two, a phrase has no place for its figure, or the segment has no rows.
    /// </exception>
    public static IReadOnlyList<PlainSentence> Describe(
        SegmentContrastTable table,
        int segment,
        IReadOnlyList<FeatureMeaning> meanings,
        PlainWordsOptions? options = null)
    {
        options ??= new PlainWordsOptions();
        IReadOnlyDictionary<string, FeatureMeaning> byName = FeatureMeaning.ByName(meanings, table);
        FeatureMeaning? silent = meanings.FirstOrDefault(
            meaning => meaning.Phrase?.Contains(Place, StringComparison.Ordinal) == false);
        if (silent is not null)
        {
            throw new ArgumentException($"The phrase of {silent.Name} has no {Place}.", nameof(meanings));
        }

        return
        [
            .. table.Of(segment)
                .Where(contrast => contrast.IsClear && contrast.Strength >= options.SmallestStrength)
                .OrderByDescending(contrast => contrast.Strength)
                .Select(contrast => Sentence(contrast, byName[contrast.Feature]))
                .OfType<PlainSentence>()
                .Take(options.MostSentences),
        ];
    }

    /// <summary>The sentence, or null where nothing may be said.</summary>
    private static PlainSentence? Sentence(SegmentContrast contrast, FeatureMeaning meaning)
    {
        bool hasRatio = contrast.RatioInterval is not null && meaning.HigherIsMore
            && meaning.Kind is FeatureKind.Count or FeatureKind.Money;
        string? text = meaning.Kind == FeatureKind.Text ? null
            : hasRatio ? Ratio(contrast, meaning)
            : TwoFigures(contrast, meaning);
        bool isMore = contrast.Difference > 0 == meaning.HigherIsMore;
        return text is null
            ? null
            : new PlainSentence(contrast.Segment, contrast.Feature, text, isMore, contrast.Strength);
    }

    private static string? Ratio(SegmentContrast contrast, FeatureMeaning meaning)
    {
        Interval interval = contrast.RatioInterval!.Value;
        for (int digits = 2; digits <= Figures.MostDigits && interval.Excludes(1); digits++)
        {
            string times = Figures.Number(contrast.Ratio!.Value, digits);
            string low = Figures.Number(interval.Low, digits);
            string high = Figures.Number(interval.High, digits);

            // A bound that reads as 1 would say in print what the data deny.
            if (low != "1" && high != "1" && times != "1")
            {
                string sentence = (meaning.Phrase, meaning.Kind) switch
                {
                    ({ } phrase, _) => Filled(phrase, $"{times}x"),
                    (_, FeatureKind.Money) => $"has {times}x the {meaning.Description} of the others",
                    _ => $"has {times}x as many {meaning.Description} as the others",
                };
                return $"{sentence} ({low} to {high})";
            }
        }

        return null;
    }

    private static string? TwoFigures(SegmentContrast contrast, FeatureMeaning meaning)
    {
        // A count's own phrase speaks of a ratio, which there is none of here.
        bool isPhraseOfRatio = meaning.HigherIsMore && meaning.Kind is FeatureKind.Count or FeatureKind.Money;
        string phrase = (isPhraseOfRatio ? null : meaning.Phrase) ?? $"{Description(meaning)}: {Place}";
        for (int digits = 2; digits <= Figures.MostDigits; digits++)
        {
            string own = Figures.WithUnit(contrast.Mean!.Value, meaning, digits, isFirst: true);
            string others = Figures.WithUnit(contrast.RestMean!.Value, meaning, digits, isFirst: false);
            string comparable = Figures.WithUnit(contrast.Mean!.Value, meaning, digits, isFirst: false);
            if (comparable != others)
            {
                return $"{Filled(phrase, own)}, the others {others}";
            }
        }

        return null;
    }

    /// <summary>"days since the last order: 12 days" says days twice.</summary>
    private static string Description(FeatureMeaning meaning) =>
        meaning.Kind is FeatureKind.Time && meaning.Description.StartsWith($"{meaning.Unit} ", StringComparison.Ordinal)
            ? $"time{meaning.Description[meaning.Unit.Length..]}"
            : meaning.Description;

    private static string Filled(string phrase, string value) =>
        phrase.Replace(Place, value, StringComparison.Ordinal);
}
