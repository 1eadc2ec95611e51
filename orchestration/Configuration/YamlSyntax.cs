using YamlDotNet.Core;

namespace Segmentation.Batch.Configuration;

/// <summary>Says in plain words why a text is not YAML.</summary>
internal static class YamlSyntax
{
    private static readonly (string Said, string Meant)[] Reasons =
    [
        ("found invalid mapping", "a colon and a blank stand inside a value. Put the value in quotes."),
        ("did not find expected key", "expected a key and its colon. Check the indentation here and just above."),
        ("cannot start any token", "a value cannot start with this character. Put the value in quotes."),
        ("scanning a quoted scalar, found unexpected end", "a quote is opened here and never closed. Close it."),
    ];

    /// <summary>The refusal of a text that the parser could not read.</summary>
    public static ConfigException Refuse(string file, string text, Mark start, Mark end, Exception cause)
    {
        var position = new ConfigPosition(file, (int)Math.Max(start.Line, 1), (int)Math.Max(start.Column, 1));
        string message = $"not valid YAML: {Reason(cause)}";
        bool isAboutTabs = cause.Message.Contains("tab", StringComparison.Ordinal);
        int lastLine = isAboutTabs ? int.MaxValue : (int)Math.Max(start.Line, end.Line);
        if (FirstTabInIndentation(text, lastLine) is var (line, column))
        {
            position = new ConfigPosition(file, line, column);
            message = "not valid YAML: a tab in the indentation. Indent with spaces only.";
        }

        return new ConfigException([new ConfigError(position, message)], cause);
    }

    /// <summary>The parser's reason in plain words, or its own with a general advice.</summary>
    private static string Reason(Exception cause)
    {
        string reason = cause is YamlException ? cause.Message.TrimEnd('.') : "something here was not expected";
        string? known = Reasons
            .FirstOrDefault(entry => reason.Contains(entry.Said, StringComparison.Ordinal)).Meant;
        return known ?? $"{char.ToLowerInvariant(reason[0])}{reason[1..]}. " +
            "Check the indentation, colons, quotes and brackets here and just above.";
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
