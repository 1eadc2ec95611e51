using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Shell;

/// <summary>An edge between two columns.</summary>
internal readonly record struct LineageEdge(ColumnName From, ColumnName To, InfluenceKind Kind);

/// <summary>The part of a graph that belongs to one question.</summary>
internal static class LineageCone
{
    /// <summary>Every edge between columns that leads to a subject, or away from it, in order.</summary>
    public static IReadOnlyList<LineageEdge> Columns(ColumnGraph graph, LineageSubject subject)
    {
        var seen = new HashSet<ColumnName>();
        var edges = new HashSet<LineageEdge>();
        IEnumerable<string> columns = subject.Column is { } one ? [one] : graph.Find(subject.Table!)!.Query.Columns.Select(column => column.Name);
        var open = new Stack<ColumnName>(columns.Select(column => new ColumnName(subject.Table!, column)));
        while (open.TryPop(out ColumnName column))
        {
            if (!seen.Add(column))
            {
                continue;
            }

            IEnumerable<LineageEdge> next = subject.IsDownstream
                ? graph.ReadersOf(column).Select(edge => new LineageEdge(column, edge.Reader, edge.Kind))
                : graph.Find(column)!.Inputs.Select(input => new LineageEdge(input.Source, column, input.Kind));
            foreach (LineageEdge edge in next)
            {
                edges.Add(edge);
                open.Push(subject.IsDownstream ? edge.To : edge.From);
            }
        }

        return [.. edges.OrderBy(edge => edge.To.ToString(), StringComparer.Ordinal).ThenBy(edge => edge.From.ToString(), StringComparer.Ordinal).ThenBy(edge => edge.Kind)];
    }

    /// <summary>Every pair of tables of which one is made from the other, leading to a table or away from it; of all published ones without a table.</summary>
    public static IReadOnlyList<(string From, string To)> Tables(ColumnGraph graph, LineageSubject subject)
    {
        ILookup<string, string> readers = graph.Tables.SelectMany(table => table.Query.Tables.Select(read => (read, table.Name))).ToLookup(pair => pair.read, pair => pair.Name);
        var seen = new HashSet<string>();
        var edges = new HashSet<(string, string)>();
        var open = new Stack<string>(subject.Table is { } one ? [one] : graph.Tables.Select(table => table.Name).Where(LineageWords.IsPublished));
        while (open.TryPop(out string? table))
        {
            if (!seen.Add(table))
            {
                continue;
            }

            foreach (string next in subject.IsDownstream ? readers[table] : graph.Find(table)?.Query.Tables ?? [])
            {
                edges.Add(subject.IsDownstream ? (table, next) : (next, table));
                open.Push(next);
            }
        }

        return [.. edges.OrderBy(edge => edge.Item2, StringComparer.Ordinal).ThenBy(edge => edge.Item1, StringComparer.Ordinal)];
    }
}
