using Segmentation.Jobs.Report;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>What is known of a customer: built-in features and the company's own.</summary>
internal static class FeaturesPage
{
    public static ReportPage Of(DocsFacts facts)
    {
        IReadOnlyList<FeatureDeclaration> builtIn = FeatureCatalog.Read(facts.Catalog);
        return new ReportPage
        {
            Title = "Features",
            Subtitle = "What was known of a customer on the snapshot date, strictly before it.",
            HasCharts = false,
            Sections =
            [
                .. facts.Config.Features.Count == 0 ? [] : (ReportSection[])[new ReportSection("Features of the company", Own(facts))],
                new ReportSection("Built-in features", new ReportTable(
                    "Columns of mart.customer_features, published as publish.customer_features.",
                    ["Feature", "Type", "Unit", "Missing", "What it says", "Used by"],
                    [.. builtIn.Select(feature => (IReadOnlyList<TableCell>)
                        [Named(feature.Name, FeatureCatalog.Table), TableCell.Of(feature.SqlType), TableCell.Of(feature.Unit), TableCell.Of(feature.NullRule), Cells.Words(feature.Description), Users(facts, feature.Name)])]).Render()),
            ],
        };
    }

    private static string Own(DocsFacts facts) => new ReportTable(
        "Defined in segmentation.yml.", ["Feature", "Type", "Unit", "Definition", "What it says", "Used by"],
        [.. facts.Config.Features.Select(feature => (IReadOnlyList<TableCell>)
            [Named(feature.Key, "mart.customer_custom_features"), TableCell.Of(feature.Value.Type), TableCell.Of(feature.Value.Unit), Cells.Code(feature.Value.Sql.Trim()), Cells.Words(feature.Value.Description), Users(facts, feature.Key)])]).Render();

    private static TableCell Named(string feature, string table) => Cells.Raw(
        $"<code id=\"feature-{Html.Text(feature)}\">{DocsLinks.Link($"{DocsLinks.FileOf(table)}#{DocsLinks.ColumnId(feature)}", feature)}</code>", feature);

    private static TableCell Users(DocsFacts facts, string feature) => SchemesPage.Users(facts, feature);
}
