using System.Text.Json;

namespace Segmentation.Sql.Engine.Lineage;

/// <content>From clauses.</content>
internal sealed partial class QueryReading
{
    private void From(JsonElement from, Scope scope, Origins rows)
    {
        switch (from.Text("type"))
        {
            case "EMPTY":
                return;
            case "BASE_TABLE":
                scope.Add(Table(from, scope, rows));
                return;
            case "SUBQUERY":
                Result inner = Query(from.GetProperty("subquery").GetProperty("node"), scope, scope.CommonTables).Named(from.Texts("column_name_alias"));
                rows.Add(inner.Rows, InfluenceKind.Identity);
                scope.Add(new Relation(from.Text("alias"), "", inner.Fields, inner.Tables));
                return;
            case "EXPRESSION_LIST":
                scope.Add(Values(from, scope));
                return;
            case "TABLE_FUNCTION":
                scope.Add(Function(from, scope));
                return;
            case "JOIN":
                Join(from, scope, rows);
                return;
            case string other:
                throw new LineageException(subject, $"its from clause has a {other}, of which no lineage is read.");
        }
    }

    private Relation Table(JsonElement from, Scope scope, Origins rows)
    {
        string schema = from.Text("schema_name");
        string table = from.Text("table_name");
        string alias = from.Text("alias") is { Length: > 0 } given ? given : table;
        if (schema.Length == 0 && scope.CommonTables.TryGetValue(table, out Result? common))
        {
            rows.Add(common.Rows, InfluenceKind.Identity);
            return new Relation(alias, "", common.Named(from.Texts("column_name_alias")).Fields, common.Tables);
        }

        string name = schema.Length == 0 ? table : $"{schema}.{table}";
        IReadOnlyList<string> columns = columnsOf(name) ?? throw new LineageException(subject, $"it reads {name}, of which no columns are known.");
        IReadOnlyList<string> shown = from.Texts("column_name_alias");
        return new Relation(
            alias,
            schema,
            [.. columns.Select((column, place) => new Field(place < shown.Count ? shown[place] : column, Of(new ColumnName(name, column))))],
            new HashSet<string> { name });
    }

    private Relation Values(JsonElement from, Scope scope)
    {
        var columns = new List<Origins>();
        foreach (JsonElement row in from.Elements("values"))
        {
            foreach ((int place, JsonElement value) in row.EnumerateArray().Index())
            {
                if (place == columns.Count)
                {
                    columns.Add(new Origins());
                }

                Expression(value, InfluenceKind.Identity, scope, columns[place]);
            }
        }

        IReadOnlyList<string> names = from.Texts("expected_names");
        return new Relation(
            from.Text("alias"), "",
            [.. columns.Select((origins, place) => new Field(place < names.Count ? names[place] : $"col{place}", origins))], new HashSet<string>());
    }

    /// <summary>A function in a from clause: its arguments bear on every column it gives.</summary>
    private Relation Function(JsonElement from, Scope scope)
    {
        JsonElement function = from.GetProperty("function");
        var origins = new Origins();
        Expression(function, InfluenceKind.Transformation, scope, origins);
        origins.Constants.Add($"{function.Text("function_name")}()");
        string alias = from.Text("alias") is { Length: > 0 } given ? given : function.Text("function_name");
        IReadOnlyList<string> names = from.Texts("column_name_alias") is { Count: > 0 } named ? named : [alias];
        return new Relation(alias, "", [.. names.Select(name => new Field(name, origins))], new HashSet<string>());
    }

    private void Join(JsonElement join, Scope scope, Origins rows)
    {
        int first = scope.Relations.Count;
        From(join.GetProperty("left"), scope, rows);
        int middle = scope.Relations.Count;
        From(join.GetProperty("right"), scope, rows);
        if (join.Child("condition") is { } condition)
        {
            Expression(condition, InfluenceKind.Join, scope, rows);
        }

        IReadOnlyList<string> shared = join.Text("ref_type") == "NATURAL"
            ? [.. Columns(scope, first, middle).Intersect(Columns(scope, middle, scope.Relations.Count), Names.Comparer)]
            : join.Texts("using_columns");
        foreach (string column in shared)
        {
            rows.Add(scope.Find([column]) ?? throw Unknown([column]), InfluenceKind.Join);
        }

        // What only decides which rows of the left side there are shows no columns of its own.
        bool isHidden = join.Text("join_type") is "SEMI" or "ANTI";
        for (int place = middle; place < scope.Relations.Count; place++)
        {
            Relation right = scope.Relations[place];
            scope.Merge(place, isHidden
                ? right.Fields.Select(field => field.Name).ToHashSet(Names.Comparer)
                : right.Merged.Union(shared, Names.Comparer).ToHashSet(Names.Comparer));
        }
    }

    private static IEnumerable<string> Columns(Scope scope, int from, int to) =>
        scope.Relations.Skip(from).Take(to - from).SelectMany(relation => relation.Fields).Select(field => field.Name);

    private static Origins Of(ColumnName column)
    {
        var origins = new Origins();
        origins.Inputs.Add(new Influence(column, InfluenceKind.Identity));
        return origins;
    }
}
