using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>Where customers were on the published snapshot before tonight's, as it is believed now.</summary>
internal static class SegmentsBefore
{
    /// <summary>Reads one entry per customer of scores.cluster_rows.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="codes">Segment code of each cluster.</param>
    /// <param name="rowCount">Customers.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <returns>The cluster of each customer's code; -1 for a customer who had none, or one that is no cluster's. Null when another
    /// definition of the scheme gave the codes: they are other segments, even where they have the same name.</returns>
    public static int[]? Read(SchemeRun scheme, IReadOnlyList<string> codes, int rowCount, CancellationToken cancellationToken)
    {
        if (!IsOfThisDefinition(scheme, cancellationToken))
        {
            return null;
        }

        string clusters = string.Join(" ", codes.Select((code, cluster) => $"when {SqlText.Literal(code)} then {cluster}"));
        return scheme.Context.Engine.ReadIntegers(
            $"""
            with
            snapshot_before as (
                select max(snapshot_date) as snapshot_date
                from previous.dim_snapshot
                where scheme = {SqlText.Literal(scheme.Name)} and snapshot_date < {SqlText.Literal(scheme.Context.Run.SnapshotDate)}
            ),
            memberships as (
                select segment_membership.customer_id, segment_membership.segment_code
                from previous.segment_membership as segment_membership
                inner join snapshot_before
                    on segment_membership.valid_from_date <= snapshot_before.snapshot_date
                    and segment_membership.valid_to_date > snapshot_before.snapshot_date
                where segment_membership.scheme = {SqlText.Literal(scheme.Name)}
                    and segment_membership.recorded_to_at = timestamp '9999-12-31 00:00:00'
            )
            select cast(coalesce(case memberships.segment_code {clusters} end, -1) as int)
            from scores.cluster_rows
            left join memberships
                on memberships.customer_id = cluster_rows.customer_id
            order by cluster_rows.row_index
            """,
            rowCount, 1, $"segments before of scheme {scheme.Name}", cancellationToken)[0];
    }

    private static bool IsOfThisDefinition(SchemeRun scheme, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> versions = scheme.Context.Engine.Query(
            """
            select model_version
            from previous.dim_snapshot
            where scheme = :scheme and snapshot_date < :day
            order by snapshot_date desc
            limit 1
            """,
            $"model before of scheme {scheme.Name}", row => row.GetString(0),
            new Dictionary<string, object?> { ["scheme"] = scheme.Name, ["day"] = scheme.Context.Run.SnapshotDate }, cancellationToken);
        return versions.Count > 0 && scheme.Context.Ledger.FindModel(versions[0])?.DefinitionHash == scheme.DefinitionHash;
    }
}
