using Segmentation.Jobs.Report;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>The first page: the search, and what there is.</summary>
internal static class OverviewPage
{
    public static ReportPage Of(DocsFacts facts) => new()
    {
        Title = $"Data of {facts.Config.Company}",
        Subtitle = $"Every table, column, feature, metric, scheme, segment, audit and owner of the segmentation. Amounts are in {facts.Config.Currency}.",
        HasCharts = false,
        Sections =
        [
            new ReportSection("Search", Search(facts)),
            new ReportSection("What is here", Tiles(facts)),
            new ReportSection("What readers use", Views(facts)),
        ],
    };

    private static string Search(DocsFacts facts) => $"""
        <div role="search">
        <label for="search-box">A column, table, feature, metric, scheme, segment, audit or source</label>
        <input type="search" id="search-box" autocomplete="off" spellcheck="false">
        </div>
        <p id="search-count" class="muted" role="status"></p>
        <ul id="search-results" class="hits"></ul>
        <script type="application/json" id="search-index">{SearchIndex.Of(facts)}</script>

        """;

    private static string Tiles(DocsFacts facts)
    {
        LineageTable[] tables = [.. facts.Tables.Graph.Tables.Where(DocsLinks.HasPage)];
        (string Name, string File, int Count)[] tiles =
        [
            ("Sources", DocsLinks.Sources, facts.Config.Sources.Count),
            ("Tables", DocsLinks.Tables, tables.Length),
            ("Columns", DocsLinks.Tables, tables.Sum(table => table.Query.Columns.Count)),
            ("Features", DocsLinks.Features, FeatureCatalog.Read(facts.Catalog).Count + facts.Config.Features.Count),
            ("Metrics", DocsLinks.Metrics, facts.Config.Metrics.Count),
            ("Schemes", DocsLinks.Schemes, facts.Config.Schemes.Count),
            ("Audits", DocsLinks.Audits, facts.Catalog.Audits.Count),
        ];
        return $"<dl class=\"tiles\">{string.Concat(tiles.Select(tile => $"<div><dt>{DocsLinks.Link(tile.File, tile.Name)}</dt><dd>{Figures.Count(tile.Count)}</dd></div>"))}</dl>\n";
    }

    private static string Views(DocsFacts facts) => new ReportTable(
        "Views keep their columns for as long as their name has this version; a change that breaks a reader gets a new name.",
        ["View", "What it is", "One row is", "Owner"],
        [.. facts.Catalog.InOrder.Where(transform => transform.Schema == "views").OrderBy(transform => transform.Table, StringComparer.Ordinal).Select(view => (IReadOnlyList<TableCell>)
            [Cells.Link(DocsLinks.FileOf(view.Name), view.Table), Cells.Words(view.Description), TableCell.Of(view.Grain), TableCell.Of(view.Owner)])]).Render();
}
