using System.Text.Json;

namespace Segmentation.Sql.Engine.Lineage;

/// <summary>Reads DuckDB's tree, in which what is absent is null, empty or not there.</summary>
internal static class TreeElements
{
    public static string Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public static JsonElement? Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? value
            : null;

    public static IEnumerable<JsonElement> Elements(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        [.. element.Elements(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
}
