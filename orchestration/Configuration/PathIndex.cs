namespace Segmentation.Batch.Configuration;

/// <summary>Where each dotted path of the file is written, and how.</summary>
internal sealed class PathIndex
{
    private readonly Dictionary<string, (ConfigPosition Position, ConfigPosition Key, string? Written, string? Text)> entries =
        new(StringComparer.Ordinal);

    /// <summary>Notes a path, where its key or list item stands, and its value when that is a single one.</summary>
    public void Add(string path, ConfigPosition key, YamlScalar? value = null) =>
        entries.TryAdd(path, (value?.Position ?? key, key, value?.Shown, value?.Text));

    public ConfigPosition? Find(string path) => entries.TryGetValue(path, out var entry) ? entry.Position : null;

    /// <summary>Where the key of a path in the file stands.</summary>
    public ConfigPosition KeyOf(string path) => entries[path].Key;

    public ConfigPosition FindNearest(string path)
    {
        while (true)
        {
            if (entries.TryGetValue(path, out var entry))
            {
                return entry.Position;
            }

            if (path.Length == 0)
            {
                return default;
            }

            path = ConfigPath.Parent(path);
        }
    }

    /// <summary>The whole value as the file writes it, references unresolved; null when the file does not write it.</summary>
    public string? Written(string path) => entries.TryGetValue(path, out var entry) ? entry.Text : null;

    /// <summary>A value as the file writes it, so that no resolved secret is shown; a default is named so.</summary>
    public string Show(string path, object? value) =>
        entries.TryGetValue(path, out var entry) ? entry.Written ?? "" : $"{value} (default)";
}

/// <summary>Dotted paths: <c>schemes.value.segments[2].when</c>.</summary>
internal static class ConfigPath
{
    public static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public static string Item(string path, int index) => $"{path}[{index}]";

    public static string Parent(string path) => path[..Math.Max(path.LastIndexOfAny(['.', '[']), 0)];

    /// <summary>Whether <paramref name="path"/> is <paramref name="outer"/> or stands inside it.</summary>
    public static bool IsWithin(string path, string outer) =>
        outer.Length == 0 || (path.StartsWith(outer, StringComparison.Ordinal)
            && (path.Length == outer.Length || path[outer.Length] is '.' or '['));

    /// <summary>The path in a sentence: <c>in sources.shop</c>, or <c>at the top level</c>.</summary>
    public static string In(string path) => path.Length == 0 ? "at the top level" : $"in {path}";
}
