using Segmentation.Jobs.Report;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>A table between those it is made from and those that are made from it.</summary>
internal static class LineagePicture
{
    private const int StepsBefore = 2;

    /// <summary>More tables after it than these would be hairlines; the list above has them all.</summary>
    private const int MostAfter = 14;

    public static string Of(ColumnGraph graph, LineageTable table)
    {
        (string From, string To)[] edges = [.. Before(graph, table.Name, StepsBefore).Concat(After(graph, table.Name)).Distinct()];
        if (edges.Length == 0)
        {
            return Html.Paragraph("It is made from no table, and no table is made from it.");
        }

        string[] names = [.. edges.SelectMany(edge => (string[])[edge.From, edge.To]).Distinct().Order(StringComparer.Ordinal)];
        int rows = Math.Max(edges.Select(edge => edge.From).Distinct().Count(), edges.Select(edge => edge.To).Distinct().Count());
        return new ReportChart
        {
            Id = "lineage-picture",
            Title = "From left to right",
            Description = $"The tables that {table.Name} is made from, two steps back, and those that are made from it. A thicker flow is more columns.",
            Traces =
            [
                new
                {
                    type = "sankey",
                    arrangement = "snap",
                    node = new
                    {
                        label = names.Select(Html.Text),
                        color = names.Select(name => name == table.Name ? "$accent" : "$second"),
                        pad = 12,
                        thickness = 12,
                        line = new { width = 0 },
                        hovertemplate = "%{label}<extra></extra>",
                    },
                    link = new
                    {
                        source = edges.Select(edge => Array.IndexOf(names, edge.From)),
                        target = edges.Select(edge => Array.IndexOf(names, edge.To)),
                        value = edges.Select(edge => Weight(graph, edge.From, edge.To)),
                        color = edges.Select(edge => edge.From == table.Name || edge.To == table.Name ? "$flow" : "$flow-quiet"),
                        hovertemplate = "%{source.label} to %{target.label}: %{value} columns<extra></extra>",
                    },
                },
            ],
            Layout = new { },
            HeightPixels = 120 + (26 * rows),
            LeastWidthPixels = 640,
            Alternative = new ReportTable(
                "Which table is made from which.", ["Made from", "Table", "Columns"],
                [.. edges.Select(edge => (IReadOnlyList<TableCell>)
                    [Cells.Raw(DocsLinks.Table(graph, edge.From), edge.From), Cells.Raw(DocsLinks.Table(graph, edge.To), edge.To), TableCell.Count(Weight(graph, edge.From, edge.To))])]),
        }.Render();
    }

    private static IEnumerable<(string From, string To)> Before(ColumnGraph graph, string table, int steps)
    {
        foreach (string read in graph.Find(table)?.Query.Tables ?? [])
        {
            yield return (read, table);
            foreach ((string From, string To) edge in steps > 1 ? Before(graph, read, steps - 1) : [])
            {
                yield return edge;
            }
        }
    }

    private static IEnumerable<(string From, string To)> After(ColumnGraph graph, string table) =>
        graph.Tables.Where(reader => reader.Query.Tables.Contains(table)).Take(MostAfter).Select(reader => (table, reader.Name));

    /// <summary>Columns that flow; a table that only decides about rows still has a flow.</summary>
    private static int Weight(ColumnGraph graph, string from, string to) => Math.Max(1, graph.Find(to)!.Query.Columns
        .Count(column => column.Inputs.Any(input => input.IsDirect && input.Source.Table == from)));
}
