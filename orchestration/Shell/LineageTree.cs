using Segmentation.Sql.Engine.Lineage;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Draws lineage as trees. What was drawn once is not drawn again, so a tree is never longer than the graph.</summary>
internal static class LineageTree
{
    /// <summary>The columns that a column's values come from. A column taken over as it is stays on one line with the one before it.</summary>
    public static Tree ColumnsBefore(ColumnGraph graph, ColumnName column)
    {
        var drawn = new HashSet<ColumnName>();
        ColumnLineage lineage = graph.Find(column)!;
        var tree = new Tree(Line("", column, lineage, Maker(graph, column)));
        AddBefore(graph, tree, lineage, drawn);
        return tree;
    }

    /// <summary>The columns that a column bears on, and the tables whose rows it decides.</summary>
    public static Tree ColumnsAfter(ColumnGraph graph, ColumnName column)
    {
        var drawn = new HashSet<ColumnName> { column };
        var tree = new Tree(Line("", column, graph.Find(column)!, Maker(graph, column)));
        AddAfter(graph, tree, column, drawn);
        return tree;
    }

    /// <summary>The tables that a table is made from.</summary>
    public static Tree TablesBefore(ColumnGraph graph, LineageTable table) =>
        Tables(table, one => one.Query.Tables.Select(graph.Find).OfType<LineageTable>());

    /// <summary>The tables that are made from a table.</summary>
    public static Tree TablesAfter(ColumnGraph graph, LineageTable table)
    {
        ILookup<string, LineageTable> readers = graph.Tables.SelectMany(reader => reader.Query.Tables.Select(read => (read, reader))).ToLookup(pair => pair.read, pair => pair.reader);
        return Tables(table, one => readers[one.Name]);
    }

    private static void AddBefore(ColumnGraph graph, IHasTreeNodes parent, ColumnLineage column, HashSet<ColumnName> drawn)
    {
        foreach (Influence input in column.Inputs.Where(input => input.IsDirect))
        {
            List<ColumnName> chain = [input.Source];
            ColumnLineage last = graph.Find(input.Source)!;
            while (last is { Inputs: [{ Kind: InfluenceKind.Identity } only], Constants.Count: 0 })
            {
                chain.Add(only.Source);
                last = graph.Find(only.Source)!;
            }

            bool isNew = drawn.Add(chain[^1]);
            string names = string.Join(" = ", chain.Select(LineageWords.Of));
            string again = isNew || last.Inputs.Count == 0 ? "" : " (drawn above)";
            TreeNode node = parent.AddNode(new Text($"{LineageWords.Of(input.Kind)} {names}{Literals(last)}{again}"));
            if (isNew)
            {
                AddBefore(graph, node, last, drawn);
            }
        }

        foreach (IGrouping<InfluenceKind, Influence> deciding in column.Inputs.Where(input => !input.IsDirect).GroupBy(input => input.Kind))
        {
            parent.AddNode(new Text($"{LineageWords.Of(deciding.Key)} {string.Join(", ", deciding.Select(input => LineageWords.Of(input.Source)))}", new Style(Color.Grey)));
        }
    }

    private static void AddAfter(ColumnGraph graph, IHasTreeNodes parent, ColumnName column, HashSet<ColumnName> drawn)
    {
        foreach (IGrouping<ColumnName, InfluenceKind> reader in graph.ReadersOf(column).GroupBy(edge => edge.Reader, edge => edge.Kind).OrderBy(reader => reader.Key.ToString(), StringComparer.Ordinal))
        {
            bool isNew = drawn.Add(reader.Key);
            string again = !isNew && graph.ReadersOf(reader.Key).Any() ? " (drawn above)" : "";
            bool isPublished = LineageWords.IsPublished(reader.Key.Table);
            TreeNode node = parent.AddNode(new Text($"{reader.Key}  {Bearing(reader.Min())}{again}", isPublished ? new Style(decoration: Decoration.Bold) : Style.Plain));
            if (isNew)
            {
                AddAfter(graph, node, reader.Key, drawn);
            }
        }

        foreach (IGrouping<string, InfluenceKind> reader in graph.RowReadersOf(column).GroupBy(edge => edge.Reader, edge => edge.Kind).OrderBy(reader => reader.Key, StringComparer.Ordinal))
        {
            parent.AddNode(new Text($"rows of {reader.Key}  {Bearing(reader.Min())}", new Style(Color.Grey)));
        }
    }

    private static Tree Tables(LineageTable table, Func<LineageTable, IEnumerable<LineageTable>> next)
    {
        var drawn = new HashSet<string> { table.Name };
        var tree = new Tree(new Text($"{table.Name}  {table.Maker}"));
        Add(tree, table);
        return tree;

        void Add(IHasTreeNodes parent, LineageTable one)
        {
            foreach (LineageTable other in next(one).OrderBy(other => other.Name, StringComparer.Ordinal))
            {
                bool isNew = drawn.Add(other.Name);
                string again = !isNew && next(other).Any() ? " (drawn above)" : "";
                TreeNode node = parent.AddNode(new Text($"{other.Name}  {other.Maker}{again}"));
                if (isNew)
                {
                    Add(node, other);
                }
            }
        }
    }

    private static Text Line(string words, ColumnName column, ColumnLineage lineage, string maker) =>
        new($"{words}{LineageWords.Of(column)}{Literals(lineage)}  {maker}", new Style(decoration: Decoration.Bold));

    private static string Maker(ColumnGraph graph, ColumnName column) => graph.Find(column.Table)!.Maker;

    private static string Literals(ColumnLineage column) => column.Constants.Count == 0 ? "" : $" [{string.Join(", ", column.Constants)}]";

    private static string Bearing(InfluenceKind kind) => kind switch
    {
        InfluenceKind.Identity => "takes it over",
        InfluenceKind.Transformation => "computes with it",
        InfluenceKind.Aggregation => "aggregates it",
        InfluenceKind.Join => "joined by it",
        InfluenceKind.Filter => "filtered by it",
        InfluenceKind.GroupBy => "grouped by it",
        _ => "decided by it",
    };
}
