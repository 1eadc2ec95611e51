namespace Segmentation.Sql.Engine.Lineage;

/// <summary>Sees through all steps between a column and where it begins. What was seen once is remembered.</summary>
public sealed class ColumnWalk
{
    private readonly ColumnGraph graph;
    private readonly Func<string, bool> isFarEnough;
    private readonly Dictionary<ColumnName, IReadOnlyList<Influence>> columns = [];
    private readonly Dictionary<string, IReadOnlyList<Influence>> rows = [];

    internal ColumnWalk(ColumnGraph graph, Func<string, bool> isFarEnough)
    {
        this.graph = graph;
        this.isFarEnough = isFarEnough;
    }

    /// <summary>The columns at the beginning that bear on a column. None where it is a beginning itself, or made of literals.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public IReadOnlyList<Influence> Of(ColumnName column)
    {
        if (!columns.TryGetValue(column, out IReadOnlyList<Influence>? known))
        {
            ColumnLineage found = graph.Find(column) ?? throw new ArgumentException($"There is no column {column}.");
            columns[column] = known = Through(found.Inputs, []);
        }

        return known;
    }

    /// <summary>The columns at the beginning that decide which rows a table has.</summary>
    public IReadOnlyList<Influence> OfRows(string table)
    {
        if (!rows.TryGetValue(table, out IReadOnlyList<Influence>? known))
        {
            QueryLineage? query = isFarEnough(table) ? null : graph.Find(table)?.Query;
            rows[table] = known = query is null ? [] : Through(query.Rows, query.Tables);
        }

        return known;
    }

    private IReadOnlyList<Influence> Through(IReadOnlyList<Influence> inputs, IReadOnlyList<string> tables)
    {
        var origins = new Origins();
        foreach (Influence input in inputs)
        {
            bool isEnd = isFarEnough(input.Source.Table) || graph.IsBeginning(input.Source);
            foreach (Influence far in isEnd ? [new Influence(input.Source, InfluenceKind.Identity)] : Of(input.Source))
            {
                origins.Inputs.Add(new Influence(far.Source, Influence.Compose(input.Kind, far.Kind)));
            }
        }

        foreach (string table in tables)
        {
            origins.Inputs.UnionWith(OfRows(table));
        }

        return origins.InOrder();
    }
}
