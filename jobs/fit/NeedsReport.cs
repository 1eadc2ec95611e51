using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Fit;

/// <summary>What a needs fit is published with: the model with its words, and the evidence.</summary>
/// <param name="Model">The model, its segments described.</param>
/// <param name="Evidence">The facts and the card.</param>
internal sealed record NeedsReport(NeedsModel Model, FitEvidence Evidence)
{
    /// <summary>Measures a fit. Factors are no features of the warehouse, so there are no rules and no earlier half years.</summary>
    /// <param name="needs">The fit; scores.cluster_rows holds those who answered.</param>
    /// <param name="cancellationToken">Stops between chapters.</param>
    public static NeedsReport Of(NeedsFacts needs, CancellationToken cancellationToken)
    {
        FitFacts facts = needs.Facts;
        NeedsModel model = needs.Model with
        {
            Clusters = needs.Model.Clusters with
            {
                Labels = [.. facts.Model.Codes.Select((_, cluster) => NeedsWords.Label(needs.Model, cluster))],
                Descriptions = [.. facts.Model.Codes.Select((_, cluster) => NeedsWords.Description(needs.Model, cluster))],
            },
        };
        List<EvidenceRow> rows =
        [
            .. FitChapter.Of(facts),
            .. CountChapter.Of(facts),
            .. NeedsChapter.Of(needs),
            .. GateChapter.Of(facts, cancellationToken),
            // What they do describes them; the label is what they said.
            .. ProfileChapter.Of(facts, cancellationToken).Rows.Where(row => row is not { Topic: EvidenceTopics.Words, Item: "label" }),
            .. LineageChapter.Of(facts),
        ];
        rows.AddRange(model.Clusters.Labels.Select((label, cluster) => new EvidenceRow(
            EvidenceTopics.Words, facts.CodeOf(cluster), "label", Verdict: "proposed", Detail: label)));
        if (facts.Scheme.Clusters.Evidence == EvidenceLevel.Full)
        {
            rows.AddRange(StabilityChapter.Of(facts, cancellationToken));
        }

        return new NeedsReport(model, new FitEvidence(rows, ModelCard.Of(facts, Named(facts, model.Clusters), rows)));
    }

    /// <summary>The card shows the names that people gave.</summary>
    private static ClusterModel Named(FitFacts facts, ClusterModel clusters) => clusters with
    {
        Labels = [.. clusters.Labels.Select((label, cluster) =>
            facts.Scheme.Config.Segments.FirstOrDefault(segment => segment.Code == clusters.Codes[cluster])?.Label ?? label)],
    };
}
