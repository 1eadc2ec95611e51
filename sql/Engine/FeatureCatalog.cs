using System.Text.RegularExpressions;

namespace Segmentation.Sql.Engine;

/// <summary>One built-in feature, as it is declared above its column.</summary>
/// <param name="Name">Column of mart.customer_features.</param>
/// <param name="Unit">Unit of the value.</param>
/// <param name="NullRule">When the value is missing.</param>
/// <param name="Description">What it says about a customer.</param>
public sealed record FeatureDeclaration(string Name, string Unit, string NullRule, string Description);

/// <summary>The built-in features, read from the transform that makes them: declared once, where they are made.</summary>
public static partial class FeatureCatalog
{
    /// <summary>The transform whose columns are features.</summary>
    public const string Table = "mart.customer_features";

    /// <summary>Reads <c>-- unit | null rule | description</c> above each column of the last select.</summary>
    public static IReadOnlyList<FeatureDeclaration> Read(TransformCatalog catalog)
    {
        Transform transform = catalog.Find(Table)
            ?? throw new TransformException(Table, $"{Table} is not among the transforms; it makes the features.");
        return [.. DeclarationPattern().Matches(transform.Body).Select(match => new FeatureDeclaration(
            match.Groups["name"].Value,
            match.Groups["unit"].Value.Trim(),
            match.Groups["null"].Value.Trim(),
            match.Groups["says"].Value.Trim()))];
    }

    // The comment, then the column's expression up to the comma or keyword that ends it; its last word is the name.
    [GeneratedRegex(
        @"^ {4}-- (?<unit>[^|\n]+)\|(?<null>[^|\n]+)\|(?<says>[^\n]+)\n(?: {4}(?! *--)[^\n]*\n)*? {4}[^\n]*?(?<name>\w+)(?:,\n|\nfrom )",
        RegexOptions.Multiline)]
    private static partial Regex DeclarationPattern();
}
