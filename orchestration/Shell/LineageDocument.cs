using Segmentation.Batch.Runs;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Shell;

/// <summary>Lineage as a machine-readable document: the tables that belong to the question, and every edge between their columns.</summary>
internal static class LineageDocument
{
    public static object Of(RunLineage lineage, LineageSubject subject)
    {
        ColumnGraph graph = lineage.Graph;
        string[] tables = subject.Table is { } own
            ? [.. LineageCone.Tables(graph, subject).SelectMany(edge => (string[])[edge.From, edge.To]).Append(own).Distinct().Order(StringComparer.Ordinal)]
            : [.. graph.Tables.Select(table => table.Name)];
        IEnumerable<LineageEdge> edges = subject.Table is null
            ? graph.Tables.SelectMany(table => table.Query.Columns.SelectMany(column =>
                column.Inputs.Select(input => new LineageEdge(input.Source, new ColumnName(table.Name, column.Name), input.Kind))))
            : LineageCone.Columns(graph, subject);
        ColumnWalk back = graph.Back();
        return new
        {
            run_id = lineage.Run?.RunId,
            snapshot_date = lineage.Run?.SnapshotDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            config_hash = lineage.Loaded.Sha256,
            transforms_hash = lineage.Catalog.Fingerprint(),
            table = subject.Table,
            column = subject.Column,
            direction = subject.IsDownstream ? "downstream" : "upstream",
            begins_at = subject.Table is null || subject.IsDownstream ? null : Columns(graph, subject).Select(column => new
            {
                column = column.Column,
                values = Sources(back.Of(column).Where(input => input.IsDirect)),
                decisions = Sources(back.Of(column).Where(input => !input.IsDirect)),
                literals = graph.Find(column)!.Constants,
            }),
            tables = tables.Select(graph.Find).OfType<LineageTable>().Select(table => new
            {
                table = table.Name,
                made_by = table.Maker,
                reads = table.Query.Tables,
                rows_decided_by = Sources(table.Query.Rows),
            }),
            edges = edges.Select(edge => new { from = edge.From.ToString(), to = edge.To.ToString(), kind = Word(edge.Kind) }),
        };
    }

    private static IEnumerable<ColumnName> Columns(ColumnGraph graph, LineageSubject subject) =>
        (subject.Column is { } one ? [one] : graph.Find(subject.Table!)!.Query.Columns.Select(column => column.Name)).Select(column => new ColumnName(subject.Table!, column));

    private static IEnumerable<object> Sources(IEnumerable<Influence> influences) =>
        influences.Select(input => new { table = input.Source.Table, column = input.Source.Column, kind = Word(input.Kind) });

    private static string Word(InfluenceKind kind) => kind switch
    {
        InfluenceKind.GroupBy => "group_by",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
