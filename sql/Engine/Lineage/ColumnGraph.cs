namespace Segmentation.Sql.Engine.Lineage;

/// <summary>One table of a lineage graph.</summary>
/// <param name="Name">Schema and table, or another name of a place.</param>
/// <param name="Maker">Who makes it: a .sql file, a job, a source, the last night.</param>
/// <param name="Query">Where its columns come from. Of a table that begins a lineage no column has inputs.</param>
public sealed record LineageTable(string Name, string Maker, QueryLineage Query)
{
    /// <summary>Finds a column by name; the column <c>*</c> is the table's rows.</summary>
    public ColumnLineage? Find(string column) => column == ColumnName.Rows
        ? new ColumnLineage(column, [.. Query.Tables.Select(table => new Influence(new ColumnName(table, ColumnName.Rows), InfluenceKind.Identity))], [])
        : Query.Columns.FirstOrDefault(candidate => Names.Same(candidate.Name, column));
}

/// <summary>Which columns of all tables bear on which, from the first to the last.</summary>
public sealed class ColumnGraph
{
    private readonly Dictionary<string, LineageTable> tables;
    private readonly Lazy<ILookup<ColumnName, (ColumnName Reader, InfluenceKind Kind)>> readers;
    private readonly Lazy<ILookup<ColumnName, (string Reader, InfluenceKind Kind)>> rowReaders;

    /// <summary>Puts tables together.</summary>
    /// <exception cref="LineageException">A column comes from one that no table has.</exception>
    public ColumnGraph(IEnumerable<LineageTable> all)
    {
        tables = all.ToDictionary(table => table.Name, Names.Comparer);
        readers = new(() => tables.Values
            .SelectMany(table => table.Query.Columns.SelectMany(column => column.Inputs.Select(input => (input.Source, Reader: new ColumnName(table.Name, column.Name), input.Kind))))
            .ToLookup(edge => edge.Source, edge => (edge.Reader, edge.Kind)));
        rowReaders = new(() => tables.Values
            .SelectMany(table => table.Query.Rows.Select(input => (input.Source, Reader: table.Name, input.Kind)))
            .ToLookup(edge => edge.Source, edge => (edge.Reader, edge.Kind)));
        foreach (LineageTable table in tables.Values)
        {
            foreach (ColumnName source in table.Query.Columns.SelectMany(column => column.Inputs).Concat(table.Query.Rows).Select(input => input.Source))
            {
                if (Find(source) is null)
                {
                    throw new LineageException(table.Name, $"it reads {source}, which no table has.");
                }
            }
        }
    }

    /// <summary>Every table, by name.</summary>
    public IEnumerable<LineageTable> Tables => tables.Values.OrderBy(table => table.Name, StringComparer.Ordinal);

    /// <summary>Finds a table.</summary>
    public LineageTable? Find(string table) => tables.GetValueOrDefault(table);

    /// <summary>Finds a column.</summary>
    public ColumnLineage? Find(ColumnName column) => Find(column.Table)?.Find(column.Column);

    /// <summary>Whether nothing is known before a column: it is where lineage begins.</summary>
    public bool IsBeginning(ColumnName column) => Find(column) is { Inputs.Count: 0, Constants.Count: 0 };

    /// <summary>The columns that read a column, and how.</summary>
    public IEnumerable<(ColumnName Reader, InfluenceKind Kind)> ReadersOf(ColumnName column) => readers.Value[column];

    /// <summary>The tables of which a column decides the rows, and how.</summary>
    public IEnumerable<(string Reader, InfluenceKind Kind)> RowReadersOf(ColumnName column) => rowReaders.Value[column];

    /// <summary>Looks back to the first columns, or to those of tables that are far enough.</summary>
    /// <param name="isFarEnough">Whether a table is looked no further than; null to look to the first.</param>
    public ColumnWalk Back(Func<string, bool>? isFarEnough = null) => new(this, isFarEnough ?? (_ => false));
}
