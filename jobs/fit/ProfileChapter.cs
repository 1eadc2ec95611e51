using Segmentation.Models.Explain;

namespace Segmentation.Jobs.Fit;

/// <summary>What sets each segment apart, in figures, in sentences and in a label.</summary>
/// <param name="Rows">The facts.</param>
/// <param name="Model">The model, its clusters labelled and described.</param>
internal sealed record ProfileChapter(IReadOnlyList<EvidenceRow> Rows, ClusterModel Model)
{
    /// <summary>Customers contrasted at most. Of more, every n-th in order of id is taken: ids are no order of anything.</summary>
    private const int MostRows = 500_000;

    private const int MostSentences = 5;

    private static readonly PlainWordsOptions AllSentences = new() { MostSentences = int.MaxValue };

    public static ProfileChapter Of(FitFacts facts, CancellationToken cancellationToken)
    {
        IReadOnlyList<FeatureMeaning> meanings = FeatureWords.Of(facts.Scheme);
        string[] names = [.. meanings.Select(meaning => meaning.Name)];
        double[][] columns = ClusterRows.Read(facts.Scheme, names, facts.Data.RowCount, cancellationToken);
        int step = (facts.Data.RowCount + MostRows - 1) / MostRows;
        SegmentContrastTable table = SegmentContrasts.Of(
            [.. columns.Select(column => Every(step, column))], names, Every(step, facts.Cut.Assignments),
            new SegmentContrastOptions { Seed = facts.Scheme.Clusters.Seed, ThreadCount = facts.ThreadCount },
            Every(step, facts.Data.Spend), null, cancellationToken);

        IReadOnlyList<LabelProposal> labels = LabelProposals.Propose(table, meanings, Existing(facts));
        ClusterModel model = facts.Model with { Labels = [.. facts.Model.Labels], Descriptions = [.. facts.Model.Descriptions] };
        var rows = new List<EvidenceRow>();
        foreach (SegmentProfile profile in table.Segments)
        {
            string code = facts.CodeOf(profile.Segment);
            rows.Add(new EvidenceRow(EvidenceTopics.Profile, code, "customer_share", profile.SizeShare));
            rows.Add(new EvidenceRow(EvidenceTopics.Profile, code, "net_spend_share", profile.RevenueShare));
            IReadOnlyList<PlainSentence> sentences = OnePerTheme(PlainWords.Describe(table, profile.Segment, meanings, AllSentences), meanings);
            rows.AddRange(sentences.Select(sentence => new EvidenceRow(EvidenceTopics.Words, code, sentence.Feature, sentence.Strength, Detail: sentence.Text)));
            rows.AddRange(table.Of(profile.Segment).Select(contrast => Row(code, contrast)));

            LabelProposal label = labels.Single(proposal => proposal.Segment == profile.Segment);
            rows.Add(new EvidenceRow(
                EvidenceTopics.Words, code, "label", Verdict: label.RefusedWords.Count > 0 ? "warn" : label.NamedBy is null ? "proposed" : "named",
                Detail: label.RefusedWords.Count > 0 ? $"{label.Label}. It has words that name no segment: {string.Join(", ", label.RefusedWords)}." : label.Label));
            model.Labels[profile.Segment] = label.Label;
            model.Descriptions[profile.Segment] = sentences.Count == 0 ? "Nothing sets these customers apart." : Sentence(sentences);
        }

        return new ProfileChapter(rows, model);
    }

    /// <summary>Names that people gave in the configuration stay; what the machine said last month may change.</summary>
    private static IReadOnlyList<ExistingLabel> Existing(FitFacts facts) =>
        [.. facts.Model.Codes
            .Select((code, cluster) => (Segment: facts.Scheme.Config.Segments.FirstOrDefault(segment => segment.Code == code), Cluster: cluster))
            .Where(pair => pair.Segment is not null)
            .Select(pair => new ExistingLabel(pair.Cluster, pair.Segment!.Label, facts.Scheme.Config.Owner ?? "the configuration"))];

    private static EvidenceRow Row(string code, SegmentContrast contrast) => new(
        EvidenceTopics.Profile, code, contrast.Feature, contrast.Mean, contrast.DifferenceInterval?.Low, contrast.DifferenceInterval?.High, contrast.RestMean,
        contrast.IsClear ? contrast.Difference > 0 ? "higher" : "lower" : "",
        $"{(contrast.Measure == EffectMeasure.CohensD ? "Cohen's d" : "Cliff's delta")} {contrast.EffectSize ?? 0:0.00}. {contrast.MeasureReason}");

    /// <summary>Sales and net spend say the same; the stronger of the two is said.</summary>
    private static IReadOnlyList<PlainSentence> OnePerTheme(IReadOnlyList<PlainSentence> sentences, IReadOnlyList<FeatureMeaning> meanings)
    {
        Dictionary<string, string> themes = meanings.ToDictionary(meaning => meaning.Name, meaning => meaning.Theme ?? meaning.Name);
        return [.. sentences.DistinctBy(sentence => themes[sentence.Feature]).Take(MostSentences)];
    }

    private static string Sentence(IReadOnlyList<PlainSentence> sentences)
    {
        string text = string.Join("; ", sentences.Take(3).Select(sentence => sentence.Text));
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
    }

    private static T[] Every<T>(int step, T[] values) => step == 1 ? values : [.. values.Where((_, row) => row % step == 0)];
}
