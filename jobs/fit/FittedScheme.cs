using Segmentation.Jobs.Run;
using Segmentation.Jobs.Score;

namespace Segmentation.Jobs.Fit;

/// <summary>A fit as people look at it before they decide: its segments and all that was measured.</summary>
/// <param name="Model">The model, as the ledger keeps it.</param>
/// <param name="IsNew">Whether it was fitted by this run; else this run found the same as the model that there was.</param>
/// <param name="Segments">Its segments, in order, with label and sentence.</param>
/// <param name="Evidence">What was measured.</param>
public sealed record FittedScheme(FittedModel Model, bool IsNew, IReadOnlyList<SegmentDefinition> Segments, FitEvidence Evidence)
{
    /// <summary>The fits of a run, in the order of its schemes. A scheme with nobody to fit has none.</summary>
    internal static IReadOnlyList<FittedScheme> Of(JobContext context)
    {
        IReadOnlyList<string> versions = context.Engine.Query(
            "select model_version from config.schemes", "fitted models", row => row.GetString(0));
        return
        [
            .. versions.Select(context.Ledger.FindModel).OfType<FittedModel>()
                .OrderBy(model => context.Schemes.ToList().IndexOf(model.Scheme))
                .Select(model => Of(model, context)),
        ];
    }

    private static FittedScheme Of(FittedModel model, JobContext context) => new(
        model,
        model.SnapshotDate == context.Run.SnapshotDate,
        ClusterModel.Read(model.Body).Segments(context.Run.Config.Schemes[model.Scheme].Segments),
        FitEvidence.Read(model.Evidence));
}
