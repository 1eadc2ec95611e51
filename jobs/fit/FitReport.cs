using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Fit;

/// <summary>What a fit is published with: the model with its words, and the evidence.</summary>
/// <param name="Model">The model, its segments described.</param>
/// <param name="Evidence">The facts and the card.</param>
internal sealed record FitReport(ClusterModel Model, FitEvidence Evidence)
{
    /// <summary>Measures a fit, chapter by chapter.</summary>
    /// <param name="facts">The fit.</param>
    /// <param name="drift">The drift of the model before, when that is why there is a fit; else empty.</param>
    /// <param name="cancellationToken">Stops between chapters.</param>
    public static FitReport Of(FitFacts facts, IReadOnlyList<EvidenceRow> drift, CancellationToken cancellationToken)
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
            .. drift.Select(row => row with { Detail = $"Of the model before, which is why this one was fitted. {row.Detail}" }),
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
