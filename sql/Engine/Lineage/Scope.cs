namespace Segmentation.Sql.Engine.Lineage;

/// <summary>What names mean at one place of a query: relations, select aliases, arguments of lambdas; then what surrounds it.</summary>
internal sealed class Scope(Scope? outer, IReadOnlyDictionary<string, Result> commonTables)
{
    private readonly List<Relation> relations = [];
    private readonly Dictionary<string, Origins> aliases = new(Names.Comparer);
    private readonly HashSet<string> arguments = new(Names.Comparer);

    /// <summary>Results that a with clause names, the nearest ones first.</summary>
    public IReadOnlyDictionary<string, Result> CommonTables { get; } = commonTables;

    public IReadOnlyList<Relation> Relations => relations;

    /// <summary>The tables whose rows are seen here.</summary>
    public IEnumerable<string> Tables => relations.SelectMany(relation => relation.Tables);

    public void Add(Relation relation) => relations.Add(relation);

    /// <summary>DuckDB lets later expressions name earlier ones; a column of the same name comes first.</summary>
    public void AddAlias(string name, Origins origins) => aliases.TryAdd(name, origins);

    public void AddArgument(string name) => arguments.Add(name);

    /// <summary>Leaves out of a star what a USING clause has shown already.</summary>
    public void Merge(int place, IReadOnlySet<string> columns) => relations[place] = relations[place] with { Merged = columns };

    /// <summary>Finds what a column reference means; null when nothing has that name.</summary>
    /// <param name="parts">The reference's words: a column, qualified or not, and perhaps fields of it.</param>
    public Origins? Find(IReadOnlyList<string> parts)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.FindHere(parts) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private Scope? Outer { get; } = outer;

    private Origins? FindHere(IReadOnlyList<string> parts)
    {
        if (arguments.Contains(parts[0]))
        {
            return new Origins();
        }

        return Qualified(parts) ?? Plain(parts[0]) ?? aliases.GetValueOrDefault(parts[0]) ?? Whole(parts);
    }

    private Origins? Qualified(IReadOnlyList<string> parts)
    {
        if (parts.Count > 1
            && relations.FirstOrDefault(relation => Names.Same(relation.Alias, parts[0])) is { } named
            && named.Find(parts[1]) is { } field)
        {
            return field.Origins;
        }

        return parts.Count > 2
            ? relations.FirstOrDefault(relation => Names.Same(relation.Schema, parts[0]) && Names.Same(relation.Alias, parts[1]))?.Find(parts[2])?.Origins
            : null;
    }

    /// <summary>A column by its name alone. Joined by USING there are several of one name, and either may give the value.</summary>
    private Origins? Plain(string name)
    {
        Field[] found = [.. relations.Select(relation => relation.Find(name)).OfType<Field>()];
        if (found.Length < 2)
        {
            return found.FirstOrDefault()?.Origins;
        }

        var together = new Origins();
        foreach (Field field in found)
        {
            together.Add(field.Origins, InfluenceKind.Identity);
        }

        return together;
    }

    /// <summary>A whole row under its table's name.</summary>
    private Origins? Whole(IReadOnlyList<string> parts)
    {
        if (parts.Count > 1 || relations.FirstOrDefault(relation => Names.Same(relation.Alias, parts[0])) is not { } row)
        {
            return null;
        }

        var together = new Origins();
        foreach (Field field in row.Fields)
        {
            together.Add(field.Origins, InfluenceKind.Transformation);
        }

        return together;
    }
}
