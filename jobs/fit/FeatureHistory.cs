using Segmentation.Jobs.Build;
using Segmentation.Jobs.Run;
using Segmentation.Jobs.Score;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Fit;

/// <summary>Tonight's customers as they were known on an earlier day.</summary>
/// <remarks>The transforms of features run again with the earlier date, in a database of their own beside the run's, on what the run
/// has staged and resolved. It costs what the features of a night cost, and is done at a fit only.</remarks>
internal static class FeatureHistory
{
    private const string Database = "earlier";
    private const string OrderLines = "intermediate.int_order_lines__identified";

    /// <summary>Reads measures as of an earlier day, one entry per customer of scores.cluster_rows.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="measures">Columns of mart.customer_measures that hold numbers.</param>
    /// <param name="rowCount">Customers.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>One array per measure; NaN is missing, also for customers of whom nothing was known.</returns>
    public static double[][] Read(SchemeRun scheme, DateOnly asOf, IReadOnlyList<string> measures, int rowCount, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = scheme.Context.Engine;
        string main = engine.Scalar<string>("select current_database()", "history of features", null, cancellationToken);
        engine.Execute($"attach ':memory:' as {Database}; use {Database}", "history of features", null, cancellationToken);
        try
        {
            Build(scheme, main, asOf, cancellationToken);
            IEnumerable<string> casts = measures.Select(name => $"cast(measures.{SqlText.Identifier(name)} as double)");
            return engine.ReadColumns(
                $"""
                select {string.Join(", ", casts)}
                from {main}.scores.cluster_rows as cluster_rows
                left join mart.customer_measures as measures
                    on measures.customer_id = cluster_rows.customer_id
                order by cluster_rows.row_index
                """,
                rowCount, measures.Count, $"measures as of {asOf:yyyy-MM-dd}", cancellationToken);
        }
        finally
        {
            // Also when cancelled: the run goes on to close its steps.
            engine.Execute($"use {main}; detach {Database}", "history of features", null, CancellationToken.None);
        }
    }

    private static void Build(SchemeRun scheme, string main, DateOnly asOf, CancellationToken cancellationToken)
    {
        JobContext context = scheme.Context;
        context.Engine.CreateFunctions(context.Catalog);
        IReadOnlyList<PlanStep> plan = Pipeline.Plan(context.Catalog);
        List<Transform> transforms = DependsOnDate(plan);
        HashSet<string> made = [.. transforms.Select(transform => transform.Name)];
        foreach (string given in transforms.SelectMany(transform => transform.Reads).Append("mart.customers")
            .Distinct().Where(table => !made.Contains(table)))
        {
            context.Engine.Execute($"create schema if not exists {given.Split('.')[0]}; create view {given} as select * from {main}.{given}", "history of features", null, cancellationToken);
        }

        var parameters = RunParameters.Of(context.Run).ToDictionary(pair => pair.Key, pair => pair.Value);
        parameters["snapshot_date"] = asOf;
        foreach (Transform transform in transforms)
        {
            context.Engine.RunTransform(transform, parameters, cancellationToken);
        }

        foreach (string statement in MeasureSql.Statements(context.Run.Config))
        {
            context.Engine.Execute(statement, "measures of an earlier day", null, cancellationToken);
        }
    }

    /// <summary>The transforms that features need and whose rows differ from day to day: those that name the snapshot date, and those
    /// that read one of them.</summary>
    private static List<Transform> DependsOnDate(IReadOnlyList<PlanStep> plan)
    {
        var dated = new HashSet<string>(StringComparer.Ordinal);
        var chosen = new List<Transform>();
        foreach (Transform transform in StepOrder.Select(plan, $"{FeatureCatalog.Table}, {OrderLines}").Select(step => step.Transform).OfType<Transform>())
        {
            if (transform.Tags.Contains("features") && (transform.Parameters.Contains("snapshot_date") || transform.Reads.Any(dated.Contains)))
            {
                dated.Add(transform.Name);
                chosen.Add(transform);
            }
        }

        return chosen;
    }
}
