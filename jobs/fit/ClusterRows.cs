using Segmentation.Jobs.Score;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Fit;

/// <summary>Reads tonight's scored customers of a scheme, in order of id: scores.cluster_rows gives each its place.</summary>
internal static class ClusterRows
{
    /// <summary>Reads measures as numbers.</summary>
    /// <param name="scheme">The scheme, whose scores.cluster_customers and scores.cluster_rows are there.</param>
    /// <param name="measures">Columns of mart.customer_measures that hold numbers.</param>
    /// <param name="rowCount">Customers.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <param name="rows">Table of schema scores that gives customers their places.</param>
    /// <returns>One array per measure; NaN is missing.</returns>
    public static double[][] Read(SchemeRun scheme, IReadOnlyList<string> measures, int rowCount, CancellationToken cancellationToken, string rows = "cluster_rows")
    {
        IEnumerable<string> casts = measures.Select(name => $"cast(customers.{SqlText.Identifier(name)} as double)");
        return scheme.Context.Engine.ReadColumns(
            $"""
            select {string.Join(", ", casts)}
            from scores.{rows} as cluster_rows
            inner join scores.cluster_customers as customers
                on customers.customer_id = cluster_rows.customer_id
            order by cluster_rows.row_index
            """,
            rowCount, measures.Count, $"measures of scheme {scheme.Name}", cancellationToken);
    }
}
