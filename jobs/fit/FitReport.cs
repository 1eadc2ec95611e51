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
        List<EvidenceRow> rows =
        [
            .. FitChapter.Of(facts),
            .. CountChapter.Of(facts),
        ];
        cancellationToken.ThrowIfCancellationRequested();
        return new FitReport(facts.Model, new FitEvidence(rows, ""));
    }
}
