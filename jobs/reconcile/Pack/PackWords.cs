namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>Words of the pack. Formulas look for them, so that each is made in one place.</summary>
internal static class PackWords
{
    /// <summary>The lines between the warehouse and the ledger, in their order.</summary>
    public static IReadOnlyList<string> Explanations { get; } = ["timing", "returns", "tax", "fx", "eliminations", "rounding", "manual_journals", "breaks"];

    public static IReadOnlyList<string> Buckets { get; } = ["0-1", "2-7", "8-30", "over 30"];

    /// <summary>Stands before a segment's code in the tie-out.</summary>
    public const string SegmentPrefix = "Segment: ";

    /// <summary>With its unit: a spreadsheet would take 2-7 for a day in February.</summary>
    public static string Bucket(string bucket) => $"{bucket} days";

    /// <summary>posted_twice reads Posted twice.</summary>
    public static string Words(string name) => name.Length == 0 ? "" : $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('_', ' ')}";

    public static string Line(string line) => line switch { "segment" => "Segments", "fx" => "Exchange rates", TieOut.Ledger => "General ledger", _ => Words(line) };

    /// <summary>What a line is made of, with its kind before it, so that it never looks like a number, a date or a comparison.</summary>
    public static string Label(TieOutLine line) => line switch
    {
        { Detail.Length: 0 } => Line(line.Line),
        { Line: "segment" } => $"{SegmentPrefix}{line.Detail}",
        _ => $"{Line(line.Line)}: {line.Detail.Replace('_', ' ')}",
    };

    public static IEnumerable<string> Classes(IEnumerable<TieOutLine> lines) =>
        lines.Select(line => line.AccountClass).Distinct().OrderBy(name => name == "revenue" ? 0 : 1).ThenBy(name => name, StringComparer.Ordinal);

    public static IEnumerable<string> Currencies(IEnumerable<TieOutLine> lines) => lines.Select(line => line.Currency).Distinct().Order(StringComparer.Ordinal);

    /// <summary>A cell as what SUMIFS looks for; a text that holds one of its wildcards is given literally.</summary>
    public static string Criterion(string cell, string text) => text.AsSpan().ContainsAny("~*?\"")
        ? $"\"{text.Replace("~", "~~").Replace("*", "~*").Replace("?", "~?").Replace("\"", "\"\"")}\""
        : cell;

    public static string Status(PublishedBreak found) =>
        !found.IsOpen ? "Cleared" : found.IsWithinTolerance ? "Within tolerance" : found.IsMaterial ? "Material" : "Open";
}
