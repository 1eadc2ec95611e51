using System.Globalization;
using Segmentation.Jobs.Fit;

namespace Segmentation.Batch.Shell;

/// <summary>A fit as a machine-readable document: every row of its evidence.</summary>
internal static class FitDocument
{
    public static object Of(FittedScheme fit) => new
    {
        scheme = fit.Model.Scheme,
        model_version = fit.Model.ModelVersion,
        kind = fit.Model.Kind,
        fitted_snapshot_date = fit.Model.SnapshotDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        is_new = fit.IsNew,
        is_refused = fit.Model.IsRefused,
        segments = fit.Segments.Select(segment => new
        {
            segment_code = segment.Code,
            segment_label = segment.Label,
            segment_description = segment.Description,
        }),
        evidence = fit.Evidence.Rows.Select(row => new
        {
            topic = row.Topic,
            subject = row.Subject,
            item = row.Item,
            value = row.Value,
            lower_value = row.Lower,
            upper_value = row.Upper,
            threshold = row.Threshold,
            verdict = row.Verdict,
            detail = row.Detail,
        }),
        card = fit.Evidence.Card,
    };
}
