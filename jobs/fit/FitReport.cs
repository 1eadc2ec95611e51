using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Fit;

/// <summary>What a fit is published with: the model with its words, and the evidence.</summary>
/// <param name="Model">The model, its segments described.</param>
/// <param name="Evidence">The facts and the card.</param>
internal sealed record FitReport(ClusterModel Model, FitEvidence Evidence)
{
    /// <summary>Measures a fit, chapter by chapter.</summary>
    /// <param name="facts">The fit.</param>
    /// <param name="cancellationToken">Stops between chapters.</param>
    public static FitReport Of(FitFacts facts, CancellationToken cancellationToken)
    {
        ProfileChapter profile = ProfileChapter.Of(facts, cancellationToken);
        List<EvidenceRow> rows =
        [
            .. FitChapter.Of(facts),
            .. CountChapter.Of(facts),
            .. GateChapter.Of(facts, cancellationToken),
            .. profile.Rows,
            .. RuleChapter.Of(facts, cancellationToken),
            .. LineageChapter.Of(facts),
            .. DendrogramChapter.Of(facts),
        ];
        if (facts.Scheme.Clusters.Evidence == EvidenceLevel.Full)
        {
            rows.AddRange(StabilityChapter.Of(facts, cancellationToken));
            rows.AddRange(HistoryChapter.Of(facts, cancellationToken));
        }

        return new FitReport(profile.Model, new FitEvidence(rows, ModelCard.Of(facts, profile.Model, rows)));
    }
}
