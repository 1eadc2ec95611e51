using Segmentation.Batch.Runs;
using Segmentation.Sql.Engine.Lineage;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Prints lineage for people: trees that fit the terminal.</summary>
internal static class LineagePrinter
{
    private const int MostNames = 8;

    public static void Print(Terminal terminal, RunLineage lineage, LineageSubject subject)
    {
        string of = lineage.Run is { } run
            ? $"run {run.RunId} ({run.Command}, snapshot {run.SnapshotDate:yyyy-MM-dd})"
            : "the configuration and transforms of now";
        terminal.Result.MarkupLineInterpolated($"[grey]Lineage of {of}[/]");
        if (subject.Table is null)
        {
            PrintPublished(terminal, lineage.Graph);
        }
        else if (subject.Column is null)
        {
            PrintTable(terminal, lineage.Graph, subject);
        }
        else
        {
            PrintColumn(terminal, lineage.Graph, subject);
        }
    }

    private static void PrintPublished(Terminal terminal, ColumnGraph graph)
    {
        ColumnWalk back = graph.Back();
        Table table = TextTable.Of("table", ">columns", "values come from");
        table.Columns[2].NoWrap = false;
        foreach (LineageTable published in graph.Tables.Where(table => LineageWords.IsPublished(table.Name)))
        {
            string[] places = [.. published.Query.Columns.SelectMany(column => back.Of(new ColumnName(published.Name, column.Name)))
                .Where(input => input.IsDirect).Select(input => input.Source.Table).Distinct().OrderBy(LineageWords.Rank).ThenBy(place => place, StringComparer.Ordinal)];
            table.AddRow(new Text(published.Name), new Text($"{published.Query.Columns.Count}"), new Text(Few(places, "tables")));
        }

        terminal.Result.Write(table);
        terminal.Result.WriteLine("'segbatch lineage TABLE' and 'segbatch lineage TABLE.COLUMN' show one; --downstream shows what depends on it.");
    }

    private static void PrintTable(Terminal terminal, ColumnGraph graph, LineageSubject subject)
    {
        LineageTable table = graph.Find(subject.Table!)!;
        terminal.Result.Write(subject.IsDownstream ? LineageTree.TablesAfter(graph, table) : LineageTree.TablesBefore(graph, table));
        if (subject.IsDownstream)
        {
            return;
        }

        ColumnWalk back = graph.Back();
        Table columns = TextTable.Of("column", "how", "from");
        columns.Columns[2].NoWrap = false;
        foreach (ColumnLineage column in table.Query.Columns)
        {
            IReadOnlyList<Influence> beginnings = [.. back.Of(new ColumnName(table.Name, column.Name)).Where(input => input.IsDirect).OrderBy(input => LineageWords.Rank(input.Source.Table))];
            string how = beginnings.Count == 0 ? "" : LineageWords.Of(beginnings.Max(input => input.Kind));
            string[] from = [.. beginnings.Select(input => LineageWords.Of(input.Source)).Concat(column.Constants)];
            columns.AddRow(new Text(column.Name), new Text(how), new Text(Few(from, "columns")));
        }

        terminal.Result.Write(columns);
        PrintDeciding(terminal, "Its rows are decided by", back.OfRows(table.Name));
    }

    private static void PrintColumn(Terminal terminal, ColumnGraph graph, LineageSubject subject)
    {
        terminal.Result.Write(subject.IsDownstream ? LineageTree.ColumnsAfter(graph, subject.Name) : LineageTree.ColumnsBefore(graph, subject.Name));
        if (subject.IsDownstream)
        {
            return;
        }

        IReadOnlyList<Influence> beginnings = graph.Back().Of(subject.Name);
        string[] values = [.. beginnings.Where(input => input.IsDirect).Select(input => LineageWords.Of(input.Source))];
        if (values.Length > 0)
        {
            terminal.Result.MarkupLineInterpolated($"[bold]Its values come from[/] {string.Join(", ", values)}.");
        }

        PrintDeciding(terminal, "They are decided by", [.. beginnings.Where(input => !input.IsDirect)]);
        PrintDeciding(terminal, "The rows are decided by", graph.Back().OfRows(subject.Table!));
    }

    private static void PrintDeciding(Terminal terminal, string words, IReadOnlyList<Influence> deciding)
    {
        string[] names = [.. deciding.OrderBy(input => LineageWords.Rank(input.Source.Table)).Select(input => LineageWords.Of(input.Source)).Distinct()];
        if (names.Length > 0)
        {
            terminal.Result.MarkupLineInterpolated($"[bold]{words}[/] {Few(names, "columns")}.");
        }
    }

    private static string Few(string[] names, string what) => names.Length <= MostNames
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MostNames))} and {names.Length - MostNames} more {what} (--json has all)";
}
