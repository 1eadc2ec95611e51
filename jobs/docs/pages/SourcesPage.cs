using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Lineage;
using Segmentation.Jobs.Report;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>Where rows come from: the mappings, and the contract that they fill.</summary>
internal static class SourcesPage
{
    public static ReportPage Of(DocsFacts facts) => new()
    {
        Title = "Sources",
        Subtitle = "Files and databases, and how their columns become those of the raw tables.",
        HasCharts = false,
        Sections =
        [
            new ReportSection("Mappings", string.Concat(facts.Config.Sources.Select(source => Mapping(source.Key, source.Value)))),
            new ReportSection("Source contract", Contract()),
        ],
    };

    private static string Mapping(string name, SourceConfig source)
    {
        var html = new StringBuilder($"<h3 id=\"{DocsLinks.SourceId(name)}\">{Html.Text(name)}</h3>\n");
        html.Append($"<p>{Html.Text(source.Postgres is null ? "Files" : "Database")}: <code>{Html.Text(SourceLineage.Place(source))}</code></p>\n");
        foreach ((string table, TableMapping mapping) in source.Tables)
        {
            string where = mapping.Where is { } condition ? $" Only rows where {condition}." : "";
            html.Append(new ReportTable(
                $"Fills raw.{table}.{where}", ["Column", "From"],
                [.. mapping.Columns.Select(column => (IReadOnlyList<TableCell>)
                    [Cells.Link($"{DocsLinks.FileOf($"raw.{table}")}#{DocsLinks.ColumnId(column.Key)}", column.Key), Cells.Code(column.Value)])]).Render());
        }

        return html.ToString();
    }

    private static string Contract()
    {
        var html = new StringBuilder(Html.Paragraph("What a company may bring. A row without a value that is required goes to quarantine."));
        foreach (ContractTable table in SourceContract.Tables)
        {
            html.Append($"<h3>{DocsLinks.Link(DocsLinks.FileOf($"raw.{table.Name}"), table.Name)}</h3>\n");
            html.Append(new ReportTable(
                $"One row is {table.Grain}.{(table.Key.Count == 0 ? "" : $" Its key is {string.Join(", ", table.Key)}.")}", ["Column", "Type", "Required", "Allowed"],
                [.. table.Columns.Select(column => (IReadOnlyList<TableCell>)
                    [Cells.Code(column.Name), TableCell.Of(column.SqlType), TableCell.Of(column.IsRequired ? "yes" : ""), TableCell.Of(string.Join(", ", column.Allowed))])]).Render());
        }

        return html.ToString();
    }
}
