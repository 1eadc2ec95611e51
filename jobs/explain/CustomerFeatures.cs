using System.Globalization;
using System.Text.RegularExpressions;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Explain;

/// <summary>The published features of one customer, and of the others to compare with.</summary>
internal sealed partial class CustomerFeatures
{
    private readonly DuckDbEngine published;
    private readonly string customer;
    private readonly Dictionary<string, (string Type, string Description)> catalog;

    public CustomerFeatures(DuckDbEngine published, string customer)
    {
        this.published = published;
        this.customer = customer;
        catalog = published.Query(
            "select feature, data_type, description from publish.feature_catalog order by position", "feature catalogue",
            row => (Name: row.GetString(0), Type: row.GetString(1), Description: row.GetString(2)))
            .ToDictionary(feature => feature.Name, feature => (feature.Type, feature.Description), StringComparer.Ordinal);
    }

    /// <summary>Whether a feature is published.</summary>
    public bool Has(string feature) => catalog.ContainsKey(feature);

    /// <summary>The published features that a text of SQL names, in order of first use.</summary>
    public IReadOnlyList<string> NamedIn(string sql) =>
        [.. WordPattern().Matches(SqlText.WithoutComments(sql)).Select(match => match.Value).Where(Has).Distinct()];

    /// <summary>The customer's value of each feature, and where it is among all customers.</summary>
    public IReadOnlyList<FeaturePlace> Places(IEnumerable<string> features) => [.. features.Where(Has).Select(Place)];

    /// <summary>Values of all customers whom a scheme scores, NaN for missing.</summary>
    public double[] OfScored(string scheme, string feature) =>
        [.. published.Query(
            $"""
            select cast(features.{SqlText.Identifier(feature)} as double)
            from publish.customer_features as features
            inner join publish.customer_segments as tags
                on tags.customer_id = features.customer_id
            where tags.scheme = :scheme and tags.state = 'scored'
            """,
            $"values of {feature}", row => row.IsDBNull(0) ? double.NaN : row.GetDouble(0),
            new Dictionary<string, object?> { ["scheme"] = scheme })];

    /// <summary>Whether a feature counts in whole numbers.</summary>
    public bool IsWhole(string feature) => catalog[feature].Type is "bigint" or "integer" or "hugeint" or "smallint";

    private FeaturePlace Place(string feature)
    {
        (string type, string description) = catalog[feature];
        string name = SqlText.Identifier(feature);
        bool isNumber = type is "boolean" or "double" or "float" or "bigint" or "integer" or "hugeint" or "smallint"
            || type.StartsWith("decimal", StringComparison.Ordinal);
        string number = isNumber ? $"cast(own.{name} as double)" : "cast(null as double)";
        IReadOnlyList<FeaturePlace> found = published.Query(
            $"""
            select
                cast(own.{name} as string) as value,
                {number} as number,
                (
                    select avg(case when others.{name} < own.{name} then 1e0 when others.{name} = own.{name} then 0.5e0 else 0e0 end)
                    from publish.customer_features as others
                    where others.{name} is not null
                ) as percentile
            from publish.customer_features as own
            where own.customer_id = :customer
            """,
            $"value of {feature}",
            row =>
            {
                double? value = row.IsDBNull(1) ? null : row.GetDouble(1);
                return new FeaturePlace(
                    feature,
                    row.IsDBNull(0) ? null : value is { } known && type != "boolean" ? known.ToString("#,##0.####", CultureInfo.InvariantCulture) : row.GetString(0),
                    value,
                    value is null || row.IsDBNull(2) ? null : row.GetDouble(2),
                    description);
            },
            new Dictionary<string, object?> { ["customer"] = customer });
        return found.Count > 0 ? found[0] : new FeaturePlace(feature, null, null, null, description);
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex WordPattern();
}
