using nietras.SeparatedValues;

namespace Segmentation.Sql.Engine;

/// <summary>What the columns of published tables mean. A word means the same wherever it stands, so each is told once.</summary>
/// <remarks>Features are declared where they are made (<see cref="FeatureCatalog"/>); every other column in <c>publish/columns.csv</c>.</remarks>
public static class ColumnMeanings
{
    private const string Resource = "publish/columns.csv";

    /// <summary>Meaning by column name: the built-in words, and the features of this catalog.</summary>
    public static IReadOnlyDictionary<string, string> Of(TransformCatalog catalog)
    {
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        using Stream stream = typeof(ColumnMeanings).Assembly.GetManifestResourceStream(Resource)!;
        using SepReader reader = Sep.Reader(options => options with { Unescape = true }).From(stream);
        foreach (SepReader.Row row in reader)
        {
            meanings.Add(row["column"].ToString(), row["meaning"].ToString());
        }

        foreach (FeatureDeclaration feature in FeatureCatalog.Read(catalog))
        {
            meanings.TryAdd(feature.Name, $"{feature.Description} Unit: {feature.Unit}; {feature.NullRule}.");
        }

        return meanings;
    }
}
