using System.Text.Json;

namespace Segmentation.Sql.Engine.Lineage;

/// <summary>One query being read: select, set operations, common tables.</summary>
internal sealed partial class QueryReading(string subject, IReadOnlySet<string> aggregates, Func<string, IReadOnlyList<string>?> columnsOf)
{
    /// <summary>A recursive query's columns settle after as many rounds as it has columns; this is more than any has.</summary>
    private const int MostRounds = 50;

    /// <summary>Reads a query of any shape.</summary>
    /// <param name="node">DuckDB's tree.</param>
    /// <param name="outer">What surrounds it, for correlated subqueries.</param>
    /// <param name="surrounding">Common tables that are in force.</param>
    public Result Query(JsonElement node, Scope? outer, IReadOnlyDictionary<string, Result> surrounding)
    {
        IReadOnlyDictionary<string, Result> tables = CommonTables(node, outer, surrounding);
        return node.Text("type") switch
        {
            "SELECT_NODE" => Select(node, outer, tables),
            "SET_OPERATION_NODE" => SetOperation(node, outer, tables),
            "RECURSIVE_CTE_NODE" => Recursive(node, outer, tables),
            string other => throw new LineageException(subject, $"it has a {other}, of which no lineage is read."),
        };
    }

    private Dictionary<string, Result> CommonTables(JsonElement node, Scope? outer, IReadOnlyDictionary<string, Result> surrounding)
    {
        var tables = new Dictionary<string, Result>(surrounding, Names.Comparer);
        if (node.Child("cte_map") is { } map && map.TryGetProperty("map", out JsonElement entries))
        {
            foreach (JsonElement entry in entries.EnumerateArray())
            {
                JsonElement value = entry.GetProperty("value");
                Result result = Query(value.GetProperty("query").GetProperty("node"), outer, tables);
                tables[entry.Text("key")] = result.Named(value.Texts("aliases"));
            }
        }

        return tables;
    }

    private Result Select(JsonElement node, Scope? outer, IReadOnlyDictionary<string, Result> tables)
    {
        var scope = new Scope(outer, tables);
        var rows = new Origins();
        From(node.GetProperty("from_table"), scope, rows);

        var fields = new List<Field>();
        foreach (JsonElement item in node.GetProperty("select_list").EnumerateArray())
        {
            fields.AddRange(item.Text("class") == "STAR" ? Star(item, scope) : [Item(item, scope, fields.Count)]);
            foreach (Field field in fields)
            {
                scope.AddAlias(field.Name, field.Origins);
            }
        }

        foreach (string clause in (string[])["where_clause", "having", "qualify"])
        {
            if (node.Child(clause) is { } condition)
            {
                Expression(condition, InfluenceKind.Filter, scope, rows);
            }
        }

        Groupings(node, scope, fields, rows);
        Modifiers(node, scope, fields, rows);
        return new Result(fields, rows, scope.Tables.ToHashSet());
    }

    private Field Item(JsonElement item, Scope scope, int place)
    {
        var origins = new Origins();
        Expression(item, InfluenceKind.Identity, scope, origins);
        string alias = item.Text("alias");
        string name = alias.Length > 0 ? alias
            : item.Text("class") == "COLUMN_REF" ? item.Texts("column_names")[^1]
            : $"column{place}";
        return new Field(name, origins);
    }

    /// <summary>The columns that a star stands for. A column that it replaces keeps its place.</summary>
    private IEnumerable<Field> Star(JsonElement star, Scope scope)
    {
        if (star.TryGetProperty("columns", out JsonElement pattern) && pattern.ValueKind == JsonValueKind.True)
        {
            throw new LineageException(subject, "it has COLUMNS(...), of which no lineage is read. Name the columns.");
        }

        string relation = star.Text("relation_name");
        Relation[] meant = [.. scope.Relations.Where(candidate => relation.Length == 0 || Names.Same(candidate.Alias, relation))];
        if (meant.Length == 0)
        {
            throw new LineageException(subject, $"{relation}.* names nothing that it reads.");
        }

        HashSet<string> excluded = new(star.Texts("exclude_list").Concat(star.Elements("qualified_exclude_list").Select(name => name.Text("column"))), Names.Comparer);
        var replaced = star.Elements("replace_list").ToDictionary(entry => entry.Text("key"), entry => entry.GetProperty("value"), Names.Comparer);
        var renamed = star.Elements("rename_list").ToDictionary(entry => entry.GetProperty("key").Text("column"), entry => entry.Text("value"), Names.Comparer);
        foreach (Relation one in meant)
        {
            foreach (Field field in one.Fields.Where(field => !excluded.Contains(field.Name) && (relation.Length > 0 || !one.Merged.Contains(field.Name))))
            {
                Origins origins = field.Origins;
                if (replaced.TryGetValue(field.Name, out JsonElement expression))
                {
                    origins = new Origins();
                    Expression(expression, InfluenceKind.Identity, scope, origins);
                }

                yield return new Field(renamed.GetValueOrDefault(field.Name, field.Name), origins);
            }
        }
    }

    private void Groupings(JsonElement node, Scope scope, List<Field> fields, Origins rows)
    {
        foreach (JsonElement grouping in node.Elements("group_expressions"))
        {
            if (Place(grouping) is { } place && place <= fields.Count)
            {
                rows.Add(fields[place - 1].Origins, InfluenceKind.GroupBy);
            }
            else
            {
                Expression(grouping, InfluenceKind.GroupBy, scope, rows);
            }
        }

        // "group by all" groups by whatever is not aggregated.
        if (node.Text("aggregate_handling") == "FORCE_AGGREGATES")
        {
            foreach (Field field in fields.Where(field => field.Origins.Inputs.All(input => input.Kind != InfluenceKind.Aggregation)))
            {
                rows.Add(field.Origins, InfluenceKind.GroupBy);
            }
        }
    }

    /// <summary>An order decides about rows only where some are left out after it.</summary>
    private void Modifiers(JsonElement node, Scope scope, List<Field> fields, Origins rows)
    {
        JsonElement[] modifiers = [.. node.Elements("modifiers")];
        bool isCut = modifiers.Any(modifier => modifier.Text("type") is "LIMIT_MODIFIER" or "LIMIT_PERCENT_MODIFIER" || modifier.Elements("distinct_on_targets").Any());
        foreach (JsonElement modifier in modifiers)
        {
            IEnumerable<JsonElement> deciding = modifier.Elements("distinct_on_targets")
                .Concat(isCut ? modifier.Elements("orders").Select(order => order.GetProperty("expression")) : []);
            foreach (JsonElement expression in deciding)
            {
                if (Place(expression) is { } place && place <= fields.Count)
                {
                    rows.Add(fields[place - 1].Origins, InfluenceKind.Sort);
                }
                else if (expression.Text("class") != "STAR")
                {
                    Expression(expression, InfluenceKind.Sort, scope, rows);
                }
            }
        }
    }

    /// <summary>"order by 2" means the second column.</summary>
    private static int? Place(JsonElement expression) =>
        expression.Text("class") == "CONSTANT"
        && expression.GetProperty("value").TryGetProperty("value", out JsonElement value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int place) && place > 0 ? place : null;
}
