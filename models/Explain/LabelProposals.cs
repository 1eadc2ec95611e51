namespace Segmentation.Models.Explain;

/// <summary>Short neutral labels from dominant behaviour: "Frequent, high spend".</summary>
/// <remarks>
/// A label joins the words of the strongest clear contrasts, one per theme. Segments are named from the largest down,
/// so that the plainest words go to the most customers; a later one takes the next combination that is free. A feature
/// whose name, description, theme, phrase or words hold a refused word names nothing.
/// </remarks>
public static class LabelProposals
{
    /// <summary>Features looked at per segment. Combinations of so few are all tried.</summary>
    private const int MostCandidates = 8;

    /// <summary>One label per segment, ascending by segment.</summary>
    /// <param name="table">The contrasts.</param>
    /// <param name="meanings">The meaning of every feature in the table, in any order.</param>
    /// <param name="existing">
    /// Labels of today. A label named by a person is kept, and no other segment gets it, even when its own has no rows.
    /// </param>
    /// <param name="options">Limits and refused words; null takes the defaults.</param>
    /// <exception cref="ArgumentException">
    /// A feature has no meaning or two, a segment has two labels, or the average's label holds a refused word.
    /// </exception>
    public static IReadOnlyList<LabelProposal> Propose(
        SegmentContrastTable table,
        IReadOnlyList<FeatureMeaning> meanings,
        IReadOnlyList<ExistingLabel> existing,
        LabelOptions? options = null)
    {
        options ??= new LabelOptions();
        IReadOnlyDictionary<string, FeatureMeaning> byName = FeatureMeaning.ByName(meanings, table);
        Dictionary<int, ExistingLabel> named = Named(existing);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostFeatures, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MostFeatures, 4);
        if (options.Refused.FindIn(options.AverageLabel).Count > 0)
        {
            throw new ArgumentException($"The label \"{options.AverageLabel}\" holds a refused word.", nameof(options));
        }

        var taken = new HashSet<string>(named.Values.Select(label => Folded(label.Label)));
        var proposals = new List<LabelProposal>();
        foreach (SegmentProfile profile in table.Segments.OrderByDescending(profile => profile.Size))
        {
            proposals.Add(named.TryGetValue(profile.Segment, out ExistingLabel? label)
                ? Kept(label, options)
                : Proposed(table.Of(profile.Segment), byName, taken, options));
        }

        return [.. proposals.OrderBy(proposal => proposal.Segment)];
    }

    private static Dictionary<int, ExistingLabel> Named(IReadOnlyList<ExistingLabel> existing)
    {
        ArgumentNullException.ThrowIfNull(existing);
        var named = new Dictionary<int, ExistingLabel>();
        foreach (ExistingLabel label in existing.Where(label => label.NamedBy is not null))
        {
            if (!named.TryAdd(label.Segment, label))
            {
                throw new ArgumentException($"Segment {label.Segment} has two labels by people.", nameof(existing));
            }
        }

        return named;
    }

    private static LabelProposal Kept(ExistingLabel label, LabelOptions options) =>
        new()
        {
            Segment = label.Segment,
            Label = label.Label,
            NamedBy = label.NamedBy,
            Features = [],
            RefusedWords = options.Refused.FindIn(label.Label),
        };

    private static LabelProposal Proposed(
        IReadOnlyList<SegmentContrast> contrasts,
        IReadOnlyDictionary<string, FeatureMeaning> byName,
        HashSet<string> taken,
        LabelOptions options)
    {
        Candidate[] candidates =
        [
            .. contrasts
                .Where(contrast => contrast.IsClear && contrast.Strength >= options.SmallestStrength)
                .OrderByDescending(contrast => contrast.Strength)
                .Select(contrast => Candidate.Of(contrast, byName[contrast.Feature]))
                .Where(candidate => IsNeutral(candidate, options.Refused))
                .Take(MostCandidates),
        ];
        Candidate[]? chosen = Combinations(candidates, options)
            .FirstOrDefault(combination => !taken.Contains(Folded(Label(combination))));
        string label = chosen is null ? Numbered(candidates, taken, options) : Label(chosen);
        taken.Add(Folded(label));
        return new LabelProposal
        {
            Segment = contrasts[0].Segment,
            Label = label,
            NamedBy = null,
            Features = [.. (chosen ?? candidates.Take(1)).Select(candidate => candidate.Meaning.Name)],
            RefusedWords = [],
        };
    }

    private static bool IsNeutral(Candidate candidate, RefusedWords refused)
    {
        FeatureMeaning meaning = candidate.Meaning;
        string?[] texts =
        [
            meaning.Name, meaning.Description, meaning.Unit, meaning.Theme, meaning.Phrase, meaning.HighWords,
            meaning.LowWords,
        ];
        return meaning.Kind != FeatureKind.Text
            && texts.All(text => text is null || refused.FindIn(text).Count == 0);
    }

    /// <summary>
    /// The strongest feature leads as long as it can; with it two features first, which say most in few words, then it
    /// alone, then more. Labels too long come last.
    /// </summary>
    private static IEnumerable<Candidate[]> Combinations(Candidate[] candidates, LabelOptions options) =>
        Enumerable.Range(1, Math.Min(options.MostFeatures, candidates.Length))
            .SelectMany(size => Chosen(candidates, size, 0))
            .Where(chosen => chosen.Select(candidate => candidate.Theme).Distinct().Count() == chosen.Length)
            .OrderBy(chosen => Label(chosen).Length > options.MostCharacters)
            .ThenBy(chosen => Array.IndexOf(candidates, chosen[0]))
            .ThenBy(chosen => chosen.Length == 2 ? 0 : chosen.Length);

    /// <summary>All choices of so many candidates from a position on, in order of their positions.</summary>
    private static IEnumerable<Candidate[]> Chosen(Candidate[] candidates, int size, int start) =>
        size == 0
            ? [[]]
            : Enumerable.Range(start, Math.Max(0, candidates.Length - start)).SelectMany(first =>
                Chosen(candidates, size - 1, first + 1).Select(others => (Candidate[])[candidates[first], .. others]));

    /// <summary>For a segment whose every combination is taken, or that nothing sets apart.</summary>
    private static string Numbered(Candidate[] candidates, HashSet<string> taken, LabelOptions options)
    {
        string label = candidates.Length == 0 ? options.AverageLabel : Label([candidates[0]]);
        string tried = label;
        for (int number = 2; taken.Contains(Folded(tried)); number++)
        {
            tried = $"{label} ({number})";
        }

        return tried;
    }

    private static string Label(Candidate[] chosen)
    {
        string joined = string.Join(", ", chosen.Select(candidate => candidate.Words));
        return char.ToUpperInvariant(joined[0]) + joined[1..];
    }

    /// <summary>Words without case and accents, and digits, which tell numbered labels apart.</summary>
    private static string Folded(string label) =>
        string.Join(' ', FoldedText.Words(label, splitsCamelCase: false)) + string.Concat(label.Where(char.IsDigit));

    private sealed record Candidate(FeatureMeaning Meaning, string Words)
    {
        public string Theme => Meaning.Theme ?? Meaning.Name;

        public static Candidate Of(SegmentContrast contrast, FeatureMeaning meaning) =>
            new(meaning, meaning.Words(isHigh: contrast.Difference > 0));
    }
}
