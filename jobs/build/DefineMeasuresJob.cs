using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Build;

/// <summary>Joins built-in features, the company's own features and its metrics into what schemes cut by.</summary>
/// <remarks>Reads mart.customer_features, mart.customers and the identified order lines. Writes mart.customer_measures and mart.feature_catalog.
/// A metric is written once, in configuration, and becomes a column here: every scheme means the same by it.</remarks>
public sealed class DefineMeasuresJob : IBatchJob
{
    public string Name => "define_measures";

    public IReadOnlyList<string> Reads =>
        ["mart.customer_features", "mart.customers", "intermediate.int_order_lines__identified"];

    public IReadOnlyList<string> Writes => ["mart.customer_measures", "mart.feature_catalog"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        SegmentationConfig config = context.Run.Config;
        foreach (string statement in MeasureSql.Statements(config))
        {
            context.Engine.Execute(statement, Name, null, cancellationToken);
        }

        long count = WriteCatalog(context, cancellationToken);
        return new JobResult(count, $"{config.Features.Count} features and {config.Metrics.Count} metrics of the company's own");
    }

    /// <summary>One row per column that schemes may use, with the type it really has.</summary>
    private long WriteCatalog(JobContext context, CancellationToken cancellationToken)
    {
        context.Engine.Execute(
            """
            create or replace table mart.feature_catalog (
                feature string, origin string, data_type string, unit string, description string, null_rule string, position bigint
            )
            """,
            Name, null, cancellationToken);
        SegmentationConfig config = context.Run.Config;
        Dictionary<string, FeatureDeclaration> builtIn = FeatureCatalog.Read(context.Catalog).ToDictionary(feature => feature.Name);
        IReadOnlyList<(string Name, string Type)> columns = context.Engine.Query(
            "describe mart.customer_measures", Name, row => (row.GetString(0), row.GetString(1)), null, cancellationToken);
        return context.Engine.Append("mart.feature_catalog", columns.Select((column, position) => (column, position)), (row, item) =>
        {
            (string name, string type) = item.column;
            (string origin, string unit, string description, string nullRule) =
                builtIn.TryGetValue(name, out FeatureDeclaration? declared)
                    ? ("built in", declared.Unit, declared.Description, declared.NullRule)
                : config.Features.TryGetValue(name, out FeatureConfig? own)
                    ? ("feature of the company", own.Unit, own.Description, own.WhenMissing is null ? "null when there is nothing to compute from" : $"{own.WhenMissing} when there is nothing to compute from")
                : ("metric of the company", type == "BOOLEAN" ? "yes or no" : "value", config.Metrics[name].Description, "null when a feature it names is null");
            row.AppendValue(name).AppendValue(origin).AppendValue(type.ToLowerInvariant()).AppendValue(unit)
                .AppendValue(description).AppendValue(nullRule).AppendValue((long)item.position + 1);
        });
    }
}

/// <summary>SQL of the company's own features and metrics.</summary>
public static class MeasureSql
{
    /// <summary>The statements that make mart.customer_measures, in order.</summary>
    public static IEnumerable<string> Statements(SegmentationConfig config)
    {
        KeyValuePair<string, FeatureConfig>[] fromLines = [.. Of(config, FeatureSource.OrderLines)];
        KeyValuePair<string, FeatureConfig>[] fromCustomers = [.. Of(config, FeatureSource.Customers)];
        yield return $"create or replace table mart.customer_custom_features as\n{CustomFeatures(fromLines, fromCustomers)}";
        yield return $"create or replace view mart.customer_measures as\n{Measures(config)}";
    }

    private static string CustomFeatures(KeyValuePair<string, FeatureConfig>[] fromLines, KeyValuePair<string, FeatureConfig>[] fromCustomers)
    {
        string lineColumns = string.Concat(fromLines.Select(feature =>
            $",\n        {Expression(feature.Value)} as {SqlText.Identifier(feature.Key)}"));
        string chosen = string.Concat(fromLines.Select(feature =>
                $",\n    {WhenMissing($"lines.{SqlText.Identifier(feature.Key)}", feature.Value)} as {SqlText.Identifier(feature.Key)}")
            .Concat(fromCustomers.Select(feature =>
                $",\n    {WhenMissing(Expression(feature.Value), feature.Value)} as {SqlText.Identifier(feature.Key)}")));
        return fromLines.Length == 0
            ? $"select\n    customers.customer_id{chosen}\nfrom mart.customers as customers"
            : $"""
                with lines as (
                    select
                        customer_id{lineColumns}
                    from intermediate.int_order_lines__identified
                    where customer_id is not null
                    group by customer_id
                )
                select
                    customers.customer_id{chosen}
                from mart.customers as customers
                left join lines
                    on lines.customer_id = customers.customer_id
                """;
    }

    private static string Measures(SegmentationConfig config)
    {
        string features = string.Concat(config.Features.Keys.Select(name => $",\n        custom.{SqlText.Identifier(name)}"));
        string metrics = string.Concat(config.Metrics.Select(metric => $",\n    (\n{metric.Value.Sql}\n) as {SqlText.Identifier(metric.Key)}"));
        return $"""
            with customer_features as (
                select
                    features.*{features}
                from mart.customer_features as features
                left join mart.customer_custom_features as custom
                    on custom.customer_id = features.customer_id
            )
            select
                *{metrics}
            from customer_features
            """;
    }

    private static IEnumerable<KeyValuePair<string, FeatureConfig>> Of(SegmentationConfig config, FeatureSource source) =>
        config.Features.Where(feature => feature.Value.From == source);

    private static string Expression(FeatureConfig feature) => $"cast((\n{feature.Sql}\n) as {feature.Type})";

    private static string WhenMissing(string value, FeatureConfig feature) =>
        feature.WhenMissing is null ? value : $"coalesce({value}, cast({feature.WhenMissing} as {feature.Type}))";
}
