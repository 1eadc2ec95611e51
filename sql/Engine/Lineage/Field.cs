namespace Segmentation.Sql.Engine.Lineage;

/// <summary>What is known of an expression's origins while a query is read.</summary>
internal sealed class Origins
{
    public HashSet<Influence> Inputs { get; } = [];

    public SortedSet<string> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds what bears on a column, seen through one more step.</summary>
    public void Add(Origins far, InfluenceKind near)
    {
        foreach (Influence input in far.Inputs)
        {
            Inputs.Add(new Influence(input.Source, Influence.Compose(near, input.Kind)));
        }

        // What decides by a constant decides nothing.
        if (Influence.IsValue(near))
        {
            Constants.UnionWith(far.Constants);
        }
    }

    /// <summary>The inputs, each value told once in its strongest kind, in order.</summary>
    public IReadOnlyList<Influence> InOrder() =>
    [
        .. Inputs.Where(input => input.IsDirect).GroupBy(input => input.Source).Select(same => same.MaxBy(input => input.Kind))
            .Concat(Inputs.Where(input => !input.IsDirect))
            .OrderBy(input => input.Source.Table, StringComparer.Ordinal).ThenBy(input => input.Source.Column, StringComparer.Ordinal).ThenBy(input => input.Kind),
    ];
}

/// <summary>A column that a query can see.</summary>
internal sealed record Field(string Name, Origins Origins);

/// <summary>Something in a from clause.</summary>
/// <param name="Alias">The name by which columns are qualified.</param>
/// <param name="Schema">The schema, where a table is named without an alias.</param>
/// <param name="Fields">Its columns.</param>
/// <param name="Tables">The tables whose rows it has.</param>
internal sealed record Relation(string Alias, string Schema, IReadOnlyList<Field> Fields, IReadOnlySet<string> Tables)
{
    /// <summary>Columns that a USING clause has shown already: a star leaves them out.</summary>
    public IReadOnlySet<string> Merged { get; init; } = new HashSet<string>();

    public Field? Find(string column) => Fields.FirstOrDefault(field => Names.Same(field.Name, column));
}

/// <summary>A query's result, before it is a table.</summary>
internal sealed record Result(IReadOnlyList<Field> Fields, Origins Rows, IReadOnlySet<string> Tables)
{
    /// <summary>The same with its columns named anew, as far as there are names.</summary>
    public Result Named(IReadOnlyList<string> names) => names.Count == 0
        ? this
        : this with { Fields = [.. Fields.Select((field, place) => place < names.Count ? field with { Name = names[place] } : field)] };
}

/// <summary>Names as DuckDB compares them.</summary>
internal static class Names
{
    public static readonly StringComparer Comparer = StringComparer.OrdinalIgnoreCase;

    public static bool Same(string first, string second) => Comparer.Equals(first, second);
}
