using YamlDotNet.Core;

namespace Segmentation.Batch.Configuration;

/// <summary>Says in plain words why a text is not YAML.</summary>
internal static class YamlSyntax
{
    /// <summary>The refusal of a text that the parser could not read.</summary>
    public static ConfigException Refuse(string file, string text, YamlException invalid)
    {
        var position = new ConfigPosition(file, (int)Math.Max(invalid.Start.Line, 1), (int)Math.Max(invalid.Start.Column, 1));
        string message = $"not valid YAML: {Reason(invalid)}. Check the indentation, colons and quotes here and just above.";
        if (FirstTabInIndentation(text, position.Line) is var (line, column))
        {
            position = new ConfigPosition(file, line, column);
            message = "not valid YAML: a tab in the indentation. Indent with spaces only.";
        }

        return new ConfigException([new ConfigError(position, message)], invalid);
    }

    private static string Reason(YamlException invalid)
    {
        string reason = invalid.Message.TrimEnd('.');
        return reason.Length > 1 && char.IsUpper(reason[0]) && char.IsLower(reason[1])
            ? char.ToLowerInvariant(reason[0]) + reason[1..] : reason;
    }

    /// <summary>The first tab among the blanks that start a line, up to the line where the parser gave up.</summary>
    private static (int Line, int Column)? FirstTabInIndentation(string text, int lastLine)
    {
        string[] lines = text.Split('\n');
        for (int line = 0; line < Math.Min(lines.Length, lastLine); line++)
        {
            int indentation = lines[line].AsSpan().IndexOfAnyExcept(' ', '\t');
            int tab = lines[line].IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && tab < indentation)
            {
                return (line + 1, tab + 1);
            }
        }

        return null;
    }
}
