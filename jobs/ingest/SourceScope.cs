using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>What the SQL of a mapping sees: the source's columns under their own names, and nothing it could mistake for them.</summary>
internal sealed class SourceScope
{
    /// <summary>The number of a row in its file, which a mapping may use where rows have no id of their own.</summary>
    public const string RowNumber = "source_row";

    private readonly IReadOnlyList<string> columns;
    private readonly string prefix = "_in";

    /// <summary>Makes the scope of the columns that are landed.</summary>
    /// <param name="columns">Source columns that the mappings read, in the order they are landed.</param>
    /// <param name="names">All other names that the mappings use.</param>
    public SourceScope(IReadOnlyList<string> columns, IEnumerable<string> names)
    {
        this.columns = columns;
        while (columns.Concat(names).Any(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            prefix = $"_{prefix}";
        }
    }

    /// <summary>The record's own columns, renamed for the layers above, where no source column is in sight any more.</summary>
    public string Internals => $"{prefix}file as in_file, {prefix}row as in_row, {prefix}ord as in_ord, {prefix}defect as in_defect, {prefix}raw as in_raw";

    /// <summary>A source column as landed: certain also where two names differ in case only.</summary>
    public string Landed(string column) => $"{prefix}f{Place(column)}";

    /// <summary>The column that an unpivot names.</summary>
    public static string Unpivoted(string name) => SqlText.Identifier(name);

    /// <summary>The query whose columns the mapping sees.</summary>
    public string From(UnpivotConfig? unpivot)
    {
        string internals = $"in_file as {prefix}file, in_row as {prefix}row, in_defect as {prefix}defect, in_raw as {prefix}raw";
        string landed = string.Concat(columns.Select((_, place) => $", f{place} as {prefix}f{place}"));
        string named = string.Concat(columns.Select((name, place) => (name, place))
            .DistinctBy(item => item.name, StringComparer.OrdinalIgnoreCase)
            .Where(item => unpivot is null || !Names(unpivot).Contains(item.name, StringComparer.OrdinalIgnoreCase))
            .Select(item => $", f{item.place} as {SqlText.Identifier(item.name)}"));
        string row = $"select {internals}{landed}{named}, in_row as {RowNumber}";
        if (unpivot is null)
        {
            return $"{row}, 0 as {prefix}ord from {Landing.Table}";
        }

        // A record that cannot be read is one row, not one per column.
        string name = SqlText.Identifier(unpivot.NameAs);
        string value = SqlText.Identifier(unpivot.ValueAs);
        string keys = string.Join(", ", unpivot.Columns.Select(column => SqlText.Literal(column)));
        string values = string.Join(", ", unpivot.Columns.Select(column => $"f{Place(column)}"));
        string places = string.Join(", ", Enumerable.Range(0, unpivot.Columns.Count));
        return $"""
            {row}, unnest([{places}]) as {prefix}ord, unnest([{keys}]) as {name}, unnest([{values}]) as {value}
            from {Landing.Table} where in_defect is null
            union all
            {row}, 0 as {prefix}ord, cast(null as varchar) as {name}, cast(null as varchar) as {value}
            from {Landing.Table} where in_defect is not null
            """;
    }

    private static string[] Names(UnpivotConfig unpivot) => [unpivot.NameAs, unpivot.ValueAs];

    private int Place(string column) => columns.TakeWhile(name => name != column).Count();
}
