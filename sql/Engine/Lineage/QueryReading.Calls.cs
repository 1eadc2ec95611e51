using System.Text.Json;

namespace Segmentation.Sql.Engine.Lineage;

/// <content>Functions, aggregates and windows.</content>
internal sealed partial class QueryReading
{
    /// <summary>Aggregates that take the first argument of the row in which the second is largest or smallest.</summary>
    private static readonly HashSet<string> Choosing = new(["max_by", "min_by", "arg_max", "arg_min", "argmax", "argmin", "arg_max_null", "arg_min_null"], Names.Comparer);

    private void Call(JsonElement call, InfluenceKind kind, Scope scope, Origins origins)
    {
        string function = call.Text("function_name");
        bool isAggregate = aggregates.Contains(function) && !(call.TryGetProperty("is_operator", out JsonElement flag) && flag.GetBoolean());
        InfluenceKind inside = Influence.Compose(kind, isAggregate ? InfluenceKind.Aggregation : InfluenceKind.Transformation);
        JsonElement[] arguments = [.. call.Elements("children")];
        foreach ((int place, JsonElement argument) in arguments.Index())
        {
            Expression(argument, place > 0 && Choosing.Contains(function) ? Influence.Compose(kind, InfluenceKind.Sort) : inside, scope, origins);
        }

        if (isAggregate && arguments.Length == 0)
        {
            AddRows(kind, scope, origins);
        }

        if (call.Child("filter") is { } filter)
        {
            Expression(filter, Influence.Compose(kind, InfluenceKind.Conditional), scope, origins);
        }

        if (call.Child("order_bys") is { } order)
        {
            Children(order, Influence.Compose(kind, InfluenceKind.Sort), scope, origins);
        }
    }

    private void Window(JsonElement window, InfluenceKind kind, Scope scope, Origins origins)
    {
        bool isAggregate = window.Text("type") == "WINDOW_AGGREGATE";
        JsonElement[] arguments = [.. window.Elements("children")];
        foreach (JsonElement argument in arguments)
        {
            Expression(argument, Influence.Compose(kind, isAggregate ? InfluenceKind.Aggregation : InfluenceKind.Transformation), scope, origins);
        }

        if (arguments.Length == 0)
        {
            if (isAggregate)
            {
                AddRows(kind, scope, origins);
            }
            else
            {
                AddConstant(origins, kind, $"{window.Text("function_name")}()");
            }
        }

        if (window.Child("default_expr") is { } otherwise)
        {
            Expression(otherwise, Influence.Compose(kind, InfluenceKind.Transformation), scope, origins);
        }

        foreach (string part in (string[])["partitions", "orders", "arg_orders", "start_expr", "end_expr", "offset_expr"])
        {
            Parts(window, part, Influence.Compose(kind, InfluenceKind.Window), scope, origins);
        }

        if (window.Child("filter_expr") is { } filter)
        {
            Expression(filter, Influence.Compose(kind, InfluenceKind.Conditional), scope, origins);
        }
    }

    private void Parts(JsonElement element, string name, InfluenceKind kind, Scope scope, Origins origins)
    {
        if (element.Child(name) is not { } part)
        {
            return;
        }

        if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("class", out _))
        {
            Expression(part, kind, scope, origins);
        }
        else
        {
            Children(part, kind, scope, origins);
        }
    }

    private static void AddRows(InfluenceKind kind, Scope scope, Origins origins)
    {
        foreach (string table in scope.Tables)
        {
            origins.Inputs.Add(new Influence(new ColumnName(table, ColumnName.Rows), Influence.Compose(kind, InfluenceKind.Aggregation)));
        }

        // A count over values that stand in the query itself.
        if (!scope.Tables.Any())
        {
            AddConstant(origins, kind, "constant");
        }
    }
}
