namespace Segmentation.Batch.Configuration;

/// <summary>A part of a YAML document, and where it is written.</summary>
internal abstract record YamlNode(ConfigPosition Position)
{
    /// <summary>The part in a sentence about what was read.</summary>
    public abstract string Noun { get; }
}

/// <summary>A single value. Plain means written without quotes, so it may be a number, a boolean or nothing.</summary>
internal sealed record YamlScalar(ConfigPosition Position, string Text, bool IsPlain) : YamlNode(Position)
{
    private const int LongestShown = 60;

    public bool IsNull => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");

    /// <summary>The value as it stands in the file, on one line and not too long.</summary>
    public string Shown => Shorten(Text);

    public override string Noun => $"'{Shown}'";

    public static string Shorten(string text)
    {
        string line = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return line.Length <= LongestShown ? line : line[..LongestShown] + "...";
    }
}

/// <summary>A list.</summary>
internal sealed record YamlList(ConfigPosition Position, IReadOnlyList<YamlNode> Items) : YamlNode(Position)
{
    public override string Noun => "a list";
}

/// <summary>A mapping from keys to values, in the order of the file, merge keys already followed.</summary>
internal sealed record YamlMap(ConfigPosition Position, IReadOnlyList<YamlEntry> Entries) : YamlNode(Position)
{
    public override string Noun => "a mapping";
}

/// <summary>One key of a mapping and its value.</summary>
internal readonly record struct YamlEntry(string Key, ConfigPosition KeyPosition, YamlNode Value);
