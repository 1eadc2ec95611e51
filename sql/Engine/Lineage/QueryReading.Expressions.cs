using System.Text.Json;

namespace Segmentation.Sql.Engine.Lineage;

/// <content>Expressions.</content>
internal sealed partial class QueryReading
{
    /// <summary>Adds what bears on an expression.</summary>
    /// <param name="expression">DuckDB's tree.</param>
    /// <param name="kind">How the expression bears on what is being read.</param>
    /// <param name="scope">What names mean here.</param>
    /// <param name="origins">Receives it.</param>
    private void Expression(JsonElement expression, InfluenceKind kind, Scope scope, Origins origins)
    {
        switch (expression.Text("class"))
        {
            case "COLUMN_REF":
                IReadOnlyList<string> parts = expression.Texts("column_names");
                origins.Add(scope.Find(parts) ?? throw Unknown(parts), kind);
                return;
            case "CONSTANT":
                AddConstant(origins, kind, "constant");
                return;
            case "PARAMETER":
                AddConstant(origins, kind, $":{expression.Text("identifier")}");
                return;
            case "CASE":
                Case(expression, kind, scope, origins);
                return;
            case "FUNCTION":
                Call(expression, kind, scope, origins);
                return;
            case "WINDOW":
                Window(expression, kind, scope, origins);
                return;
            case "SUBQUERY":
                Subquery(expression, kind, scope, origins);
                return;
            case "LAMBDA":
                Lambda(expression, kind, scope, origins);
                return;
            default:
                Children(expression, Influence.Compose(kind, InfluenceKind.Transformation), scope, origins);
                return;
        }
    }

    /// <summary>Operators, casts, comparisons and whatever else only computes with its parts.</summary>
    private void Children(JsonElement element, InfluenceKind kind, Scope scope, Origins origins)
    {
        IEnumerable<JsonElement> children = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Where(property => property.Name != "cast_type").Select(property => property.Value),
            JsonValueKind.Array => element.EnumerateArray(),
            _ => [],
        };
        foreach (JsonElement child in children)
        {
            if (child.ValueKind == JsonValueKind.Object && child.TryGetProperty("class", out _))
            {
                Expression(child, kind, scope, origins);
            }
            else
            {
                Children(child, kind, scope, origins);
            }
        }
    }

    private void Case(JsonElement expression, InfluenceKind kind, Scope scope, Origins origins)
    {
        InfluenceKind value = Influence.Compose(kind, InfluenceKind.Transformation);
        foreach (JsonElement check in expression.Elements("case_checks"))
        {
            Expression(check.GetProperty("when_expr"), Influence.Compose(kind, InfluenceKind.Conditional), scope, origins);
            Expression(check.GetProperty("then_expr"), value, scope, origins);
        }

        if (expression.Child("else_expr") is { } otherwise)
        {
            Expression(otherwise, value, scope, origins);
        }
    }

    private void Subquery(JsonElement expression, InfluenceKind kind, Scope scope, Origins origins)
    {
        Result inner = Query(expression.GetProperty("subquery").GetProperty("node"), scope, scope.CommonTables);
        bool isExists = expression.Text("subquery_type") is "EXISTS" or "NOT_EXISTS";
        foreach (Field field in isExists ? [] : inner.Fields)
        {
            origins.Add(field.Origins, Influence.Compose(kind, InfluenceKind.Transformation));
        }

        origins.Add(inner.Rows, Influence.Compose(kind, InfluenceKind.Conditional));
        if (isExists && inner.Rows.Inputs.Count == 0)
        {
            foreach (string table in inner.Tables)
            {
                origins.Inputs.Add(new Influence(new ColumnName(table, ColumnName.Rows), Influence.Compose(kind, InfluenceKind.Conditional)));
            }
        }

        if (expression.Child("child") is { } compared)
        {
            Expression(compared, Influence.Compose(kind, InfluenceKind.Transformation), scope, origins);
        }
    }

    private void Lambda(JsonElement lambda, InfluenceKind kind, Scope scope, Origins origins)
    {
        // Inside, the arguments' names come first: they are no columns.
        var inside = new Scope(scope, scope.CommonTables);
        JsonElement arguments = lambda.GetProperty("lhs");
        foreach (JsonElement argument in arguments.Text("class") == "COLUMN_REF" ? [arguments] : arguments.Elements("children"))
        {
            inside.AddArgument(argument.Texts("column_names")[0]);
        }

        Expression(lambda.GetProperty("expr"), Influence.Compose(kind, InfluenceKind.Transformation), inside, origins);
    }

    private static void AddConstant(Origins origins, InfluenceKind kind, string constant)
    {
        if (Influence.IsValue(kind))
        {
            origins.Constants.Add(constant);
        }
    }

    private LineageException Unknown(IReadOnlyList<string> parts) =>
        new(subject, $"{string.Join('.', parts)} names no column of what it reads.");
}
