using System.Text.Json;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>One SQL expression of a mapping, and the source columns it reads.</summary>
/// <param name="Text">The expression.</param>
/// <param name="Columns">Names of the columns it reads, as written, in order of first use.</param>
/// <param name="IsColumn">Whether it is nothing but one column's name.</param>
internal sealed record SqlExpression(string Text, IReadOnlyList<string> Columns, bool IsColumn)
{
    /// <summary>Parses an expression with the engine's own parser.</summary>
    /// <returns>Null, and what the parser said, when it is no expression.</returns>
    public static SqlExpression? Parse(DuckDbEngine engine, string text, out string error)
    {
        string tree = engine.Scalar<string>(
            $"select cast(json_serialize_sql({SqlText.Literal($"select ({text}\n)")}) as varchar)", "reading the mapping");
        using JsonDocument document = JsonDocument.Parse(tree);
        JsonElement root = document.RootElement;
        if (root.GetProperty("error").GetBoolean())
        {
            error = root.GetProperty("error_message").GetString()!;
            return null;
        }

        JsonElement statements = root.GetProperty("statements");
        JsonElement selected = statements[0].GetProperty("node").GetProperty("select_list");
        if (statements.GetArrayLength() != 1 || selected.GetArrayLength() != 1)
        {
            error = "one expression is expected";
            return null;
        }

        error = "";
        var columns = new List<string>();
        Collect(selected[0], [], columns);
        bool isColumn = selected[0].GetProperty("class").GetString() == "COLUMN_REF" && columns.Count == 1;
        return new SqlExpression(text, columns, isColumn);
    }

    private static void Collect(JsonElement node, HashSet<string> bound, List<string> columns)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement child in node.EnumerateArray())
            {
                Collect(child, bound, columns);
            }
        }
        else if (node.ValueKind == JsonValueKind.Object)
        {
            CollectObject(node, bound, columns);
        }
    }

    private static void CollectObject(JsonElement node, HashSet<string> bound, List<string> columns)
    {
        string? kind = node.TryGetProperty("class", out JsonElement value) ? value.GetString() : null;
        if (kind == "COLUMN_REF")
        {
            string name = node.GetProperty("column_names")[0].GetString()!;
            if (!bound.Contains(name) && !columns.Contains(name))
            {
                columns.Add(name);
            }

            return;
        }

        if (kind == "LAMBDA")
        {
            // The names a lambda gives to its arguments are no columns.
            var arguments = new List<string>();
            Collect(node.GetProperty("lhs"), [], arguments);
            Collect(node.GetProperty("expr"), [.. bound, .. arguments], columns);
            return;
        }

        foreach (JsonProperty property in node.EnumerateObject())
        {
            Collect(property.Value, bound, columns);
        }
    }
}
