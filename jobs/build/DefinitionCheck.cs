using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Score;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Build;

/// <summary>Something in the configuration that only the engine can judge.</summary>
/// <param name="Path">Where it is written, such as <c>schemes.value.segments[2].when</c>.</param>
/// <param name="Message">What is wrong and what is right.</param>
public sealed record DefinitionError(string Path, string Message);

/// <summary>Binds every piece of SQL in the configuration against the tables it will meet, before a night begins.</summary>
/// <remarks>All transforms run once over no rows at all, in memory, so that names and types are the real ones: a feature that
/// does not exist is told with its line and the nearest right word, not after an hour of work.</remarks>
public static class DefinitionCheck
{
    /// <summary>Finds everything that does not bind.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="prepare">Makes the tables up to mart.customer_features and the books, over no rows.</param>
    public static IReadOnlyList<DefinitionError> Find(SegmentationConfig config, Action<DuckDbEngine> prepare)
    {
        using var engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 1 });
        prepare(engine);

        var errors = new List<DefinitionError>();
        CheckFinance(engine, config.Finance, errors);
        CheckProfit(engine, config.Profit, errors);
        CheckFeatures(engine, config, errors);
        if (errors.Count > 0)
        {
            // Metrics and schemes may name the features that do not bind; one mistake is told once.
            return errors;
        }

        CheckMetrics(engine, config, errors);
        if (errors.Count == 0)
        {
            foreach (string statement in MeasureSql.Statements(config))
            {
                engine.Execute(statement, "measures");
            }

            CheckSchemes(engine, config, errors);
        }

        return errors;
    }

    private static void CheckFinance(DuckDbEngine engine, FinanceConfig finance, List<DefinitionError> errors)
    {
        Bind(engine, "finance.document", $"select cast((\n{finance.Document}\n) as string) as value from intermediate.int_order_lines__known", errors);
        if (finance.ManualJournals is { } condition)
        {
            Bind(engine, "finance.manual_journals", $"select case when (\n{condition}\n) then 1 end as value from finance.ledger_entries", errors);
        }

        for (int index = 0; index < finance.Rules.Count; index++)
        {
            FinanceRuleConfig rule = finance.Rules[index];
            string table = rule.Of == FinanceSide.Entries ? "finance.ledger_entries" : "finance.documents";
            Bind(engine, $"finance.rules[{index}].when", $"select case when (\n{rule.When}\n) then 1 end as value from {table}", errors);
        }
    }

    private static void CheckProfit(DuckDbEngine engine, ProfitConfig? profit, List<DefinitionError> errors)
    {
        foreach ((string name, CostPoolConfig pool) in profit?.Pools ?? new Dictionary<string, CostPoolConfig>())
        {
            if (pool.When is { } when)
            {
                Bind(engine, $"profit.pools.{name}.when", $"select case when (\n{when}\n) then 1 end as value from finance.service_costs", errors);
            }

            if (pool.Ledger is { } ledger)
            {
                Bind(engine, $"profit.pools.{name}.ledger", $"select case when (\n{ledger}\n) then 1 end as value from finance.ledger_entries", errors);
            }
        }
    }

    private static void CheckFeatures(DuckDbEngine engine, SegmentationConfig config, List<DefinitionError> errors)
    {
        HashSet<string> builtIn = [.. Columns(engine, "mart.customer_features").Select(column => column.Name)];
        foreach ((string name, FeatureConfig feature) in config.Features)
        {
            if (builtIn.Contains(name))
            {
                errors.Add(new DefinitionError($"features.{name}", $"'{name}' is a built-in feature. Give yours another name."));
            }

            string table = feature.From == FeatureSource.OrderLines ? "intermediate.int_order_lines__identified" : "mart.customers";
            Bind(engine, $"features.{name}.sql", $"select cast((\n{feature.Sql}\n) as {feature.Type}) as value from {table}", errors);
        }
    }

    private static void CheckMetrics(DuckDbEngine engine, SegmentationConfig config, List<DefinitionError> errors)
    {
        HashSet<string> taken = [.. Columns(engine, "mart.customer_features").Select(column => column.Name), .. config.Features.Keys];
        foreach (string statement in MeasureSql.Statements(config with { Metrics = new Dictionary<string, MetricConfig>() }))
        {
            engine.Execute(statement, "measures");
        }

        foreach ((string name, MetricConfig metric) in config.Metrics)
        {
            if (taken.Contains(name))
            {
                errors.Add(new DefinitionError($"metrics.{name}", $"'{name}' is a feature. Give the metric another name."));
            }

            Bind(engine, $"metrics.{name}.sql", $"select (\n{metric.Sql}\n) as value from mart.customer_measures", errors);
        }
    }

    private static void CheckSchemes(DuckDbEngine engine, SegmentationConfig config, List<DefinitionError> errors)
    {
        Dictionary<string, string> measures = Columns(engine, "mart.customer_measures").ToDictionary(column => column.Name, column => column.Type);
        foreach ((string name, SchemeConfig scheme) in config.Schemes)
        {
            string path = $"schemes.{name}";
            CheckSegments(engine, path, scheme, errors);
            if (scheme.Kind == SchemeKind.Rfm)
            {
                CheckMeasure(measures, $"{path}.rfm.recency", scheme.Rfm.Recency, errors);
                CheckMeasure(measures, $"{path}.rfm.frequency", scheme.Rfm.Frequency, errors);
                CheckMeasure(measures, $"{path}.rfm.monetary", scheme.Rfm.Monetary, errors);
            }

            if (scheme.Kind == SchemeKind.ValueTier)
            {
                CheckMeasure(measures, $"{path}.value_tier.measure", scheme.ValueTier.Measure, errors);
            }

            (IReadOnlyList<ClusterFeature> features, string under) = scheme.Kind == SchemeKind.Needs
                ? (scheme.Needs.Typing.Features, "needs.typing")
                : (scheme.Clusters()?.Features ?? [], scheme.Kind.Word());
            for (int index = 0; index < features.Count; index++)
            {
                CheckMeasure(measures, $"{path}.{under}.features[{index}].name", features[index].Name, errors);
            }
        }
    }

    private static void CheckSegments(DuckDbEngine engine, string path, SchemeConfig scheme, List<DefinitionError> errors)
    {
        string table = scheme.Kind == SchemeKind.Rfm
            ? "(select measures.*, 1 as r, 1 as f, 1 as m from mart.customer_measures as measures) as customers"
            : "mart.customer_measures";
        for (int index = 0; index < scheme.Segments.Count; index++)
        {
            SegmentConfig segment = scheme.Segments[index];
            if (SegmentStates.IsReserved(segment.Code))
            {
                errors.Add(new DefinitionError($"{path}.segments[{index}].code", $"'{segment.Code}' is the code of a state. Give the segment another code."));
            }

            if (segment.When is { } condition && scheme.Kind is SchemeKind.Rules or SchemeKind.Rfm)
            {
                Bind(engine, $"{path}.segments[{index}].when", $"select case when (\n{condition}\n) then 1 end as value from {table}", errors);
            }
        }
    }

    private static void CheckMeasure(Dictionary<string, string> measures, string path, string name, List<DefinitionError> errors)
    {
        if (!measures.TryGetValue(name, out string? type))
        {
            string nearest = NearestWord.Find(name, measures.Keys) is { } word ? $" Did you mean '{word}'?" : "";
            errors.Add(new DefinitionError(path, $"there is no feature or metric '{name}'.{nearest} Known: {string.Join(", ", measures.Keys.Order(StringComparer.Ordinal))}."));
        }
        else if (type is "VARCHAR" or "DATE" or "TIMESTAMP")
        {
            errors.Add(new DefinitionError(path, $"'{name}' is {(type == "VARCHAR" ? "text" : "a date")}; a number is needed here."));
        }
    }

    private static void Bind(DuckDbEngine engine, string path, string sql, List<DefinitionError> errors)
    {
        try
        {
            engine.Query($"explain {sql}", path, _ => 0);
        }
        catch (EngineException error)
        {
            errors.Add(new DefinitionError(path, Words(error)));
        }
    }

    /// <summary>The engine's own words without the pointer into SQL that the reader did not write.</summary>
    private static string Words(EngineException error)
    {
        IEnumerable<string> lines = (error.InnerException?.Message ?? error.Message).Split('\n')
            .TakeWhile(line => !line.StartsWith("LINE ", StringComparison.Ordinal))
            .Where(line => line.Length > 0);
        return string.Join(' ', lines);
    }

    private static IReadOnlyList<(string Name, string Type)> Columns(DuckDbEngine engine, string table) =>
        engine.Query($"describe {table}", table, row => (row.GetString(0), row.GetString(1)));
}
