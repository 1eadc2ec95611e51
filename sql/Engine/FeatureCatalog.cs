using System.Text.RegularExpressions;

namespace Segmentation.Sql.Engine;

/// <summary>One built-in feature, as it is declared above its column.</summary>
/// <param name="Name">Column of mart.customer_features.</param>
/// <param name="SqlType">SQL type of the column, spelled as every engine takes it.</param>
/// <param name="Unit">Unit of the value.</param>
/// <param name="NullRule">When the value is missing: "null when ..." or "never null".</param>
/// <param name="Description">What it says about a customer.</param>
public sealed record FeatureDeclaration(string Name, string SqlType, string Unit, string NullRule, string Description)
{
    /// <summary>Whether every customer has a value.</summary>
    public bool IsNeverNull => NullRule == "never null";
}

/// <summary>The built-in features, read from the transform that makes them: declared once, where they are made.</summary>
/// <remarks>Above each column of the transform's last select stands a comment
/// <c>-- type | unit | null rule | description</c>, continued by further comment lines.</remarks>
public static partial class FeatureCatalog
{
    /// <summary>The transform whose columns are features.</summary>
    public const string Table = "mart.customer_features";

    private static readonly Lazy<IReadOnlyList<FeatureDeclaration>> BuiltIn = new(() => Read(TransformCatalog.Load()));

    /// <summary>Every built-in feature, in the order of the columns. The first is the key, customer_id.</summary>
    public static IReadOnlyList<FeatureDeclaration> Features => BuiltIn.Value;

    /// <summary>Finds a built-in feature by name.</summary>
    public static FeatureDeclaration? Find(string name) => Features.FirstOrDefault(feature => feature.Name == name);

    /// <summary>Reads the declarations of a catalog's feature transform.</summary>
    /// <exception cref="TransformException">There is no such transform, or a declaration is not complete.</exception>
    public static IReadOnlyList<FeatureDeclaration> Read(TransformCatalog catalog)
    {
        Transform transform = catalog.Find(Table)
            ?? throw new TransformException(Table, $"{Table} is not among the transforms; it makes the features.");
        return [.. DeclarationPattern().Matches(transform.Body).Select(match => Read(match, transform.Path))];
    }

    private static FeatureDeclaration Read(Match match, string path)
    {
        string comment = string.Join(' ', match.Groups["comment"].Value
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().TrimStart('-').Trim()));
        string name = match.Groups["name"].Value;
        return comment.Split('|', StringSplitOptions.TrimEntries) is [{ } type, { } unit, { } nullRule, { } description]
            && (nullRule == "never null" || nullRule.StartsWith("null when ", StringComparison.Ordinal))
            ? new FeatureDeclaration(name, type, unit, nullRule, description)
            : throw new TransformException(
                path,
                $"{path}: feature {name} is declared as '{comment}'. Write '-- type | unit | null when ... | description', or 'never null'.");
    }

    // Comment lines of which the first has a bar; then the column's expression, which ends with its name at the end of a
    // line, followed by a comma before the next declaration or by the from clause.
    [GeneratedRegex(
        @"(?<comment>^ *-- [^\n|]+\|[^\n]*\n(?: *--[^\n]*\n)*)(?: *(?!--|from )[^\n]*\n)*?[^\n]*?(?<name>\w+)(?:,\n(?= *-- )|\n *from )",
        RegexOptions.Multiline)]
    private static partial Regex DeclarationPattern();
}
