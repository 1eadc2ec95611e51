using Segmentation.Models.Ledger;

namespace Segmentation.Jobs.Reconcile;

/// <summary>How the tie-out is told to people, on the screen and in the control pack: labels, and the order of things.</summary>
public static class TieOutWords
{
    /// <summary>The lines between the warehouse and the ledger, in their order.</summary>
    public static IReadOnlyList<string> Explanations { get; } = ["timing", "returns", "tax", "fx", "eliminations", "rounding", "manual_journals", "breaks"];

    /// <summary>Ages of breaks, as published, the youngest first.</summary>
    public static IReadOnlyList<string> Buckets { get; } = ["0-1", "2-7", "8-30", "over 30"];

    /// <summary>posted_twice reads posted twice.</summary>
    public static string Words(string name) => name.Replace('_', ' ');

    /// <summary>A line of the tie-out.</summary>
    public static string Line(string line) => line switch
    {
        "segment" => "segments",
        "fx" => "exchange rates",
        TieOut.Ledger => "general ledger",
        _ => Words(line),
    };

    /// <summary>Account classes that lines have: revenue first, then by name.</summary>
    public static IEnumerable<string> Classes(IEnumerable<TieOutLine> lines) =>
        lines.Select(line => line.AccountClass).Distinct()
            .OrderBy(name => name == AccountClasses.Revenue ? 0 : 1).ThenBy(name => name, StringComparer.Ordinal);

    /// <summary>Currencies that lines have, by name.</summary>
    public static IEnumerable<string> Currencies(IEnumerable<TieOutLine> lines) =>
        lines.Select(line => line.Currency).Distinct().Order(StringComparer.Ordinal);

    /// <summary>How much a break weighs: tolerated, material, or neither.</summary>
    public static string Size(PublishedBreak found) => found.IsWithinTolerance ? "within tolerance" : found.IsMaterial ? "material" : "";
}
