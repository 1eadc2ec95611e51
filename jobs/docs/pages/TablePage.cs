using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Report;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>One table: what it is, its columns and where they come from, its audits, its SQL.</summary>
internal static class TablePage
{
    private const int MostOrigins = 6;

    public static ReportPage Of(DocsFacts facts, LineageTable table, ColumnWalk back)
    {
        Transform? transform = facts.Catalog.Find(table.Name);
        Sql.Engine.Audit[] audits = [.. facts.Catalog.Audits.Where(audit => audit.Table == table.Name)];
        return new ReportPage
        {
            Title = table.Name,
            Subtitle = transform?.Description ?? $"Written by {table.Maker}.",
            Sections =
            [
                new ReportSection("About", About(facts, table, transform)),
                new ReportSection("Columns", Columns(facts, table, back)),
                new ReportSection("Lineage", LineagePicture.Of(facts.Tables.Graph, table)),
                .. audits.Length == 0 ? [] : (ReportSection[])[new ReportSection("Audits", AuditsPage.Table(facts, audits, $"Checked by every night that makes {table.Name}.", isOfOneTable: true))],
                .. transform is null ? [] : (ReportSection[])[new ReportSection("SQL", $"<pre tabindex=\"0\" aria-label=\"SQL of {Html.Text(table.Name)}\"><code>{Html.Text(transform.Body)}</code></pre>\n")],
            ],
        };
    }

    private static string About(DocsFacts facts, LineageTable table, Transform? transform)
    {
        var rows = new List<(string Name, string Content)>();
        ContractTable? contract = table.Name.StartsWith("raw.", StringComparison.Ordinal) ? SourceContract.Find(table.Name["raw.".Length..]) : null;
        if ((transform?.Grain ?? contract?.Grain) is { } grain)
        {
            rows.Add(("One row is", Html.Text(grain)));
        }

        if (transform is not null)
        {
            rows.Add(("Owner", Html.Text(transform.Owner)));
        }

        rows.Add(("Made by", transform is null ? Html.Text(table.Maker) : $"<code>sql/{Html.Text(transform.Path)}</code>"));
        if (transform is { Tags.Count: > 0 })
        {
            rows.Add(("Tags", Html.Text(string.Join(", ", transform.Tags))));
        }

        if (transform is { Parameters.Count: > 0 })
        {
            rows.Add(("Parameters", Html.Text(string.Join(", ", transform.Parameters))));
        }

        ColumnGraph graph = facts.Tables.Graph;
        rows.Add(("Reads", Links(graph, table.Query.Tables)));
        rows.Add(("Read by", Links(graph, graph.Tables.Where(reader => reader.Query.Tables.Contains(table.Name)).Select(reader => reader.Name))));
        return $"<dl class=\"facts\">{string.Concat(rows.Select(row => $"<dt>{row.Name}</dt><dd>{row.Content}</dd>"))}</dl>\n";
    }

    private static string Links(ColumnGraph graph, IEnumerable<string> tables) =>
        string.Join(", ", tables.Order(StringComparer.Ordinal).Select(table => DocsLinks.Table(graph, table))) is { Length: > 0 } links ? links : "nothing";

    private static string Columns(DocsFacts facts, LineageTable table, ColumnWalk back) => new ReportTable(
        "Where a column begins: in the files, the configuration, or what the night before published.",
        ["Column", "Type", "What it is", "Made from", "Begins in"],
        [.. table.Query.Columns.Select(column => Row(facts, table, column, back))]).Render();

    private static IReadOnlyList<TableCell> Row(DocsFacts facts, LineageTable table, ColumnLineage column, ColumnWalk back)
    {
        ColumnGraph graph = facts.Tables.Graph;
        var name = new ColumnName(table.Name, column.Name);
        ColumnName[] near = [.. column.Inputs.Where(input => input.IsDirect).Select(input => input.Source).OrderBy(source => DocsLinks.Rank(source.Table))];
        ColumnName[] far = [.. back.Of(name).Where(input => input.IsDirect).Select(input => input.Source)
            .OrderBy(source => DocsLinks.Rank(source.Table)).ThenBy(source => source.Column == ColumnName.Rows)];
        string literals = column.Constants.Count == 0 ? "" : Html.Text(string.Join(", ", column.Constants));
        return
        [
            Cells.Named(DocsLinks.ColumnId(column.Name), column.Name),
            TableCell.Of(facts.Tables.Types.GetValueOrDefault(name)),
            Cells.Words(facts.MeaningOf(table.Name, column.Name)),
            Cells.Raw(Origins(graph, near, literals), near.FirstOrDefault().ToString()),
            Cells.Raw(far.SequenceEqual(near) ? "" : Origins(graph, far, ""), far.FirstOrDefault().ToString()),
        ];
    }

    private static string Origins(ColumnGraph graph, ColumnName[] columns, string literals)
    {
        string[] shown = [.. columns.Take(MostOrigins).Select(column => DocsLinks.Column(graph, column))];
        string more = columns.Length > MostOrigins ? $"<br>and {columns.Length - MostOrigins} more" : "";
        return $"<span class=\"origins\">{string.Join("<br>", shown.Concat(literals.Length > 0 ? [literals] : []))}{more}</span>";
    }
}
