using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Whether there is a general ledger to tie to: without one nothing of the comparison is made.</summary>
internal static class Books
{
    /// <summary>Whether any entry is loaded.</summary>
    public static bool AreLoaded(DuckDbEngine engine, CancellationToken cancellationToken) => engine.Scalar<long>(
        "select count(*) from (select 1 from raw.gl_entries limit 1)", "the general ledger", null, cancellationToken) > 0;
}
