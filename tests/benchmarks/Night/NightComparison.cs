using System.Globalization;
using Segmentation.Sql.Engine;

namespace Segmentation.Benchmarks.Night;

/// <summary>Whether both sides computed the same for everybody.</summary>
/// <param name="CustomerCount">Customers on both sides; -1 where one side has others.</param>
/// <param name="ColumnCount">Feature columns compared.</param>
/// <param name="Differences">Columns that differ, with the number of customers.</param>
internal sealed record NightComparison(long CustomerCount, int ColumnCount, IReadOnlyList<string> Differences)
{
    public bool IsEqual => Differences.Count == 0 && CustomerCount > 0;

    /// <summary>Compares the published tables with the reference's.</summary>
    public static NightComparison Of(NightOptions options)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = options.ReferenceFile });
        engine.Execute(
            $"attach {SqlText.Literal(options.ServingFile)} as published (read_only)", "the published tables");
        engine.Execute(
            """
            create or replace temp view sides as
            select ours, theirs
            from published.identity.customer_xref as xref
            inner join published.publish.customer_features as ours
                on ours.customer_id = xref.customer_id
            inner join reference_features as theirs
                on theirs.customer_id = xref.source_record_id
            """,
            "joining the sides");
        IReadOnlyList<string> columns = engine.Query(
            "select column_name from (describe reference_features) where column_name <> 'customer_id'", "columns", row => row.GetString(0));
        List<string> differences = [.. columns
            .Select(column => (column, count: engine.Scalar<long>(
                $"select count(*) from sides where not {Same($"ours.{column}", $"theirs.{column}")}", column)))
            .Where(difference => difference.count > 0)
            .Select(difference => string.Create(CultureInfo.InvariantCulture, $"{difference.column} ({difference.count:N0} customers)"))];
        long scores = engine.Scalar<long>(
            """
            select count(*)
            from published.publish.customer_segments as segments
            inner join published.identity.customer_xref as xref
                on xref.customer_id = segments.customer_id
            full join reference_rfm as rfm
                on rfm.customer_id = xref.source_record_id
            where (segments.state = 'scored' or rfm.customer_id is not null)
                and segments.score_detail is distinct from 'r' || r || ' f' || f || ' m' || m
            """,
            "comparing scores");
        if (scores > 0)
        {
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"RFM scores ({scores:N0} customers)"));
        }

        return new NightComparison(CountBoth(engine), columns.Count, differences);
    }

    public override string ToString() => IsEqual
        ? string.Create(CultureInfo.InvariantCulture, $"Equal for all {CustomerCount:N0} customers: {ColumnCount} feature columns and the RFM scores.")
        : CustomerCount > 0 ? $"DIFFERENT: {string.Join(", ", Differences)}" : "DIFFERENT: the two sides do not have the same customers.";

    /// <summary>Doubles may differ in the last digits, where sums were made in another order; everything else not at all.</summary>
    private static string Same(string ours, string theirs) =>
        $"({ours} is not distinct from {theirs} or (typeof({theirs}) = 'DOUBLE' and abs(cast({ours} as varchar)::double - cast({theirs} as varchar)::double) <= 1e-12 * abs(cast({theirs} as varchar)::double)))";

    private static long CountBoth(DuckDbEngine engine)
    {
        long both = engine.Scalar<long>("select count(*) from sides", "counting customers");
        long ours = engine.Scalar<long>("select count(*) from published.publish.customer_features", "counting customers");
        long theirs = engine.Scalar<long>("select count(*) from reference_features", "counting customers");
        return both == ours && both == theirs ? both : -1;
    }
}
