namespace Segmentation.Jobs.Publish.Postgresql;

/// <summary>Which role sees which view, and which columns only those see who may see persons.</summary>
/// <remarks>Default deny: a view that is named nowhere here is seen by the owner and the auditor alone.</remarks>
public static class Readership
{
    /// <summary>May read everything but change nothing.</summary>
    public const string Auditor = "segbatch_auditor";

    private static readonly string[] Dimensions = ["dim_segment", "dim_scheme", "dim_date", "dim_snapshot", "dim_metric", "ops_publication"];

    private static readonly (string Role, Func<string, bool> Sees)[] Roles =
    [
        ("segbatch_analyst", view => !view.StartsWith("erp_", StringComparison.Ordinal)),
        ("segbatch_marketing", view => view is "customer_segments" or "segment_membership" or "segment_migration" or "segment_kpis" or "segment_overlap" or "dim_customer"
            || view.StartsWith("bi_", StringComparison.Ordinal) || Dimensions.Contains(view)),
        ("segbatch_finance", view => view.StartsWith("finance_", StringComparison.Ordinal) || view.StartsWith("bi_", StringComparison.Ordinal)
            || view is "segment_kpis" or "segment_migration" || Dimensions.Contains(view)),
        ("segbatch_erp", view => view.StartsWith("erp_", StringComparison.Ordinal) || Dimensions.Contains(view)),
        (Auditor, _ => true),
    ];

    /// <summary>Columns that name a person, or nearly: null for everybody but the auditor and the owner.</summary>
    private static readonly string[] Personal = ["source_record_id", "old_source_record_id", "city", "birth_date", "created_date"];

    /// <summary>The roles that may read a view.</summary>
    public static IReadOnlyList<string> Of(string view) => [.. Roles.Where(role => role.Sees(view)).Select(role => role.Role)];

    /// <summary>Whether a column is masked in a view. The ERP interface is keyed by the ERP's own numbers and keeps them.</summary>
    public static bool IsMasked(string view, string column) =>
        Personal.Contains(column) && !view.StartsWith("erp_", StringComparison.Ordinal);
}
