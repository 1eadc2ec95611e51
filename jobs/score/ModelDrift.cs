using System.Globalization;
using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Run;
using Segmentation.Models.Stability;

namespace Segmentation.Jobs.Score;

/// <summary>How far customers have gone from those a model was fitted on, and what that calls for.</summary>
/// <param name="Verdict">Hold, rescore or refit, with reasons.</param>
/// <param name="Rows">The same as evidence.</param>
internal sealed record ModelDrift(DriftVerdict Verdict, IReadOnlyList<EvidenceRow> Rows)
{
    /// <summary>Measures tonight's customers against the model.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="kept">The model, fitted before tonight.</param>
    /// <param name="model">The same, read.</param>
    /// <param name="data">Tonight's customers.</param>
    /// <param name="clusters">Where the model puts them tonight.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <remarks>A model of an older program has no deciles; then features are not compared. What is measured depends on earlier
    /// snapshots only, so that a night which is run again says the same.</remarks>
    public static ModelDrift Measure(SchemeRun scheme, FittedModel kept, ClusterModel model, ClusterData data, int[] clusters, CancellationToken cancellationToken)
    {
        var options = new DriftOptions();
        IReadOnlyList<FeatureShift> shifts = model.Deciles?.Compare(RawRows.Of(data.Columns)) ?? [];
        double? moved = ShareMoved(scheme, model, clusters, cancellationToken);
        int age = scheme.Context.Run.SnapshotDate.DayNumber - kept.SnapshotDate.DayNumber;
        DriftVerdict verdict = DriftVerdict.Judge(new DriftEvidence { Shifts = shifts, ShareMoved = moved, AgeDays = age }, options);
        return new ModelDrift(verdict,
        [
            Row("model", "verdict", null, null, Word(verdict.Action), verdict.Reason),
            Row("model", "age_days", age, options.RefitAgeDays, "", $"Days since the fit of {kept.SnapshotDate:yyyy-MM-dd}."),
            .. moved is { } share
                ? [Row("model", "share_moved", share, options.RescoreShareMoved, "", $"Customers nearest to another segment than on the snapshot before; {options.RefitShareMoved} calls for a refit.")]
                : Array.Empty<EvidenceRow>(),
            .. shifts.Select(shift => Row(
                shift.Feature, "stability_index", shift.Index, options.RescoreIndex, Word(OfShift(shift, options)),
                string.Create(CultureInfo.InvariantCulture, $"Over the deciles of the fit; chance alone reaches {shift.NoiseIndex:0.000}, and {options.RefitIndex} calls for a refit."))),
        ]);
    }

    /// <summary>What the night says of it; null when the model holds.</summary>
    public string? Warning(SchemeRun scheme) => Verdict.Action switch
    {
        DriftAction.Hold => null,
        DriftAction.Rescore => $"customers have moved since the fit, and tonight scored them where they are now. {Verdict.Reason}",
        _ => $"customers have drifted too far from those the model was fitted on. {Verdict.Reason} Look at 'segbatch fit --scheme {scheme.Name}', which fits anew for the next night; {scheme.ClustersPath}.refit_on_drift lets nights decide.",
    };

    /// <summary>What one feature alone calls for, as the verdict sees it.</summary>
    private static DriftAction OfShift(FeatureShift shift, DriftOptions options) =>
        DriftVerdict.Judge(new DriftEvidence { Shifts = [shift] }, options).Action;

    /// <summary>Of the customers who had a segment of this model on the snapshot before, how many are now nearest to another; null
    /// when there were none.</summary>
    private static double? ShareMoved(SchemeRun scheme, ClusterModel model, int[] clusters, CancellationToken cancellationToken)
    {
        if (SegmentsBefore.Read(scheme, model.Codes, clusters.Length, cancellationToken) is not { } before)
        {
            return null;
        }

        int known = before.Count(cluster => cluster >= 0);
        return known == 0 ? null : (double)Enumerable.Range(0, clusters.Length).Count(row => before[row] >= 0 && before[row] != clusters[row]) / known;
    }

    private static string Word(DriftAction action) => action.ToString().ToLowerInvariant();

    private static EvidenceRow Row(string subject, string item, double? value, double? threshold, string verdict, string detail) =>
        new(EvidenceTopics.Drift, subject, item, value, Threshold: threshold, Verdict: verdict, Detail: detail);
}
