using System.Globalization;
using System.Text;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Shell;

/// <summary>Lineage as a Mermaid flowchart, for READMEs and wikis: values as lines, decisions dotted.</summary>
internal static class LineageMermaid
{
    public static string Of(ColumnGraph graph, LineageSubject subject) =>
        subject.Column is null ? Tables(graph, subject) : Columns(graph, subject);

    private static string Tables(ColumnGraph graph, LineageSubject subject)
    {
        IReadOnlyList<(string From, string To)> edges = LineageCone.Tables(graph, subject);
        string[] tables = [.. edges.SelectMany(edge => (string[])[edge.From, edge.To]).Concat(subject.Table is { } own ? [own] : []).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, string> ids = tables.Index().ToDictionary(item => item.Item, item => $"t{item.Index.ToString(CultureInfo.InvariantCulture)}");
        var text = new StringBuilder("flowchart LR\n");
        foreach (string table in tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {ids[table]}[{Quoted(table)}]\n");
        }

        foreach ((string from, string to) in edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {ids[from]} --> {ids[to]}\n");
        }

        return text.ToString().TrimEnd();
    }

    private static string Columns(ColumnGraph graph, LineageSubject subject)
    {
        IReadOnlyList<LineageEdge> edges = LineageCone.Columns(graph, subject);
        ColumnName[] columns = [.. edges.SelectMany(edge => (ColumnName[])[edge.From, edge.To]).Append(subject.Name).Distinct().OrderBy(column => column.ToString(), StringComparer.Ordinal)];
        Dictionary<ColumnName, string> ids = columns.Index().ToDictionary(item => item.Item, item => $"c{item.Index.ToString(CultureInfo.InvariantCulture)}");
        var text = new StringBuilder("flowchart LR\n");
        foreach ((int place, IGrouping<string, ColumnName> table) in columns.GroupBy(column => column.Table).Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"    subgraph t{place}[{Quoted(table.Key)}]\n");
            foreach (ColumnName column in table)
            {
                text.Append(CultureInfo.InvariantCulture, $"        {ids[column]}[{Quoted(column.Column == ColumnName.Rows ? "its rows" : column.Column)}]\n");
            }

            text.Append("    end\n");
        }

        foreach (IGrouping<(ColumnName From, ColumnName To), LineageEdge> pair in edges.GroupBy(edge => (edge.From, edge.To)))
        {
            bool isDirect = pair.Any(edge => Influence.IsValue(edge.Kind));
            text.Append(CultureInfo.InvariantCulture, $"    {ids[pair.Key.From]} {(isDirect ? "-->" : "-.->")} {ids[pair.Key.To]}\n");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Names may hold anything that a file's header holds.</summary>
    private static string Quoted(string name) => $"\"{name.Replace("\"", "#quot;", StringComparison.Ordinal)}\"";
}
