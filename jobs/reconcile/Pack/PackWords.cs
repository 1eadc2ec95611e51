namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>Words of the pack. Formulas look for them, so that each is made in one place.</summary>
internal static class PackWords
{
    /// <summary>Stands before a segment's code in the tie-out.</summary>
    public const string SegmentPrefix = "Segment: ";

    /// <summary>With its unit: a spreadsheet would take 2-7 for a day in February.</summary>
    public static string Bucket(string bucket) => $"{bucket} days";

    /// <summary>posted_twice reads Posted twice.</summary>
    public static string Words(string name) => Capital(TieOutWords.Words(name));

    public static string Line(string line) => Capital(TieOutWords.Line(line));

    /// <summary>What a line is made of, with its kind before it, so that it never looks like a number, a date or a comparison.</summary>
    public static string Label(TieOutLine line) => line switch
    {
        { Detail.Length: 0 } => Line(line.Line),
        { Line: "segment" } => $"{SegmentPrefix}{line.Detail}",
        _ => $"{Line(line.Line)}: {TieOutWords.Words(line.Detail)}",
    };

    /// <summary>A cell as what SUMIFS looks for; a text that holds one of its wildcards is given literally.</summary>
    public static string Criterion(string cell, string text) => text.AsSpan().ContainsAny("~*?\"")
        ? $"\"{text.Replace("~", "~~").Replace("*", "~*").Replace("?", "~?").Replace("\"", "\"\"")}\""
        : cell;

    public static string Status(PublishedBreak found) =>
        !found.IsOpen ? "Cleared" : TieOutWords.Size(found) is { Length: > 0 } size ? Capital(size) : "Open";

    private static string Capital(string text) => text.Length == 0 ? "" : $"{char.ToUpperInvariant(text[0])}{text[1..]}";
}
