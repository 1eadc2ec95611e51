using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Profit;
using Segmentation.Jobs.Resolve;
using Segmentation.Jobs.Run;
using Segmentation.Jobs.Score;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Jobs.Lineage;

/// <summary>What bears on the columns that jobs compute in C#, told here since no SQL tells it.</summary>
/// <remarks>A column that is not told comes from the rows of all that its job reads; from the configuration, where the job reads nothing.</remarks>
internal static class JobLineage
{
    private const string Measures = "mart.customer_measures";

    /// <summary>The columns of one table that a job writes.</summary>
    public static QueryLineage Of(DuckDbEngine engine, SegmentationConfig config, IBatchJob job, string table, IReadOnlyList<string> columns)
    {
        string[] reads = table.StartsWith("config.", StringComparison.Ordinal) ? [] : [.. job.Reads.Order(StringComparer.Ordinal)];
        Dictionary<string, IReadOnlyList<Influence>> told = (job, table) switch
        {
            (ScoreSchemesJob, "scores.segment_assignments") => Assignments(engine, config),
            (ConnectRecordsJob, _) => Components(),
            (AllocateCostsJob, _) => Allocated(),
            _ => [],
        };
        return new QueryLineage(
            [.. columns.Select(column => told.TryGetValue(column, out IReadOnlyList<Influence>? inputs)
                ? new ColumnLineage(column, inputs, inputs.Count == 0 ? ["configuration"] : [])
                : new ColumnLineage(column, [.. reads.Select(read => new Influence(new ColumnName(read, ColumnName.Rows), InfluenceKind.Transformation))], reads.Length == 0 ? ["configuration"] : []))],
            [],
            reads);
    }

    /// <summary>A customer's segment comes from the measures that the schemes cut by.</summary>
    private static Dictionary<string, IReadOnlyList<Influence>> Assignments(DuckDbEngine engine, SegmentationConfig config)
    {
        SchemeConfig[] schemes = [.. config.Schemes.Values];
        Influence[] states =
        [
            .. schemes.SelectMany(scheme => StateMeasures(scheme.States)).Distinct().Order(StringComparer.Ordinal)
                .Select(measure => new Influence(new ColumnName(Measures, measure), InfluenceKind.Conditional)),
            .. schemes.Any(scheme => scheme.States.ConsentPurpose is not null)
                ? [new Influence(new ColumnName("intermediate.int_customer_consents__resolved", ColumnName.Rows), InfluenceKind.Conditional)]
                : Array.Empty<Influence>(),
        ];
        Influence[] values =
        [
            .. schemes.SelectMany(scheme => Cuts(engine, scheme)).Distinct().OrderBy(column => column.ToString(), StringComparer.Ordinal)
                .Select(column => new Influence(column, InfluenceKind.Transformation)),
        ];
        return new()
        {
            ["scheme"] = [],
            ["model_version"] = [],
            ["customer_id"] = [new Influence(new ColumnName(Measures, "customer_id"), InfluenceKind.Identity)],
            ["state"] = states,
            ["segment_code"] = [.. values, .. states],
            ["score"] = values,
            ["score_detail"] = values,
            ["next_segment_code"] = values,
            ["distance_to_next"] = values,
            ["confidence"] = values,
        };
    }

    private static IEnumerable<string> StateMeasures(StateConfig states)
    {
        yield return "order_count";
        if (states.NetNegative)
        {
            yield return "net_spend_amount";
        }

        if (states.NewDays > 0)
        {
            yield return "tenure_days";
        }
    }

    /// <summary>The columns by which a scheme cuts.</summary>
    private static IEnumerable<ColumnName> Cuts(DuckDbEngine engine, SchemeConfig scheme)
    {
        IEnumerable<ColumnName> measures = SchemeMeasures.Of(engine, scheme).Select(measure => new ColumnName(Measures, measure));
        return scheme.Kind == SchemeKind.Needs
            ? measures.Append(new ColumnName("intermediate.int_customer_survey_answers__latest", ColumnName.Rows))
            : measures;
    }

    private static Dictionary<string, IReadOnlyList<Influence>> Components()
    {
        const string Edges = "intermediate.int_identity_edges__drawn";
        Influence[] ends = [new(new ColumnName(Edges, "first_record_number"), InfluenceKind.Aggregation), new(new ColumnName(Edges, "second_record_number"), InfluenceKind.Aggregation)];
        return new() { ["record_number"] = ends, ["component_number"] = ends };
    }

    /// <summary>A shared cost is split by what the segments have of its driver.</summary>
    private static Dictionary<string, IReadOnlyList<Influence>> Allocated()
    {
        Influence[] drivers =
        [
            .. ((string[])["order_count", "line_count", "ticket_count", "customer_count", "gross_amount", "discount_amount"])
                .Select(driver => new Influence(new ColumnName("finance.segment_results", driver), InfluenceKind.Transformation)),
        ];
        return new()
        {
            ["scheme"] = One("finance.segment_periods", "scheme"),
            ["basis"] = One("finance.segment_periods", "basis"),
            ["segment_code"] = One("finance.segment_results", "segment_code"),
            ["period"] = One("finance.pool_totals", "period"),
            ["legal_entity"] = One("finance.pool_totals", "legal_entity"),
            ["pool"] = One("finance.pool_totals", "pool"),
            ["driver"] = [],
            ["driver_amount"] = drivers,
            ["amount"] = [new Influence(new ColumnName("finance.pool_totals", "shared_amount"), InfluenceKind.Transformation), .. drivers],
        };

        static IReadOnlyList<Influence> One(string table, string column) => [new Influence(new ColumnName(table, column), InfluenceKind.Identity)];
    }
}
