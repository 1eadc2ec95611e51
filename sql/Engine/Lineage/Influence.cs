namespace Segmentation.Sql.Engine.Lineage;

/// <summary>A column of a table. The column <c>*</c> stands for the table's rows, as in <c>count(*)</c>.</summary>
/// <param name="Table">Schema and table, or whatever else names the place.</param>
/// <param name="Column">The column.</param>
public readonly record struct ColumnName(string Table, string Column)
{
    /// <summary>The column that stands for a table's rows.</summary>
    public const string Rows = "*";

    /// <inheritdoc/>
    public override string ToString() => $"{Table}.{Column}";
}

/// <summary>How a column comes to bear on another. The first three give it its values, the others decide about it; the words are OpenLineage's.</summary>
public enum InfluenceKind
{
    /// <summary>Its value is taken over.</summary>
    Identity,

    /// <summary>Its value is computed with.</summary>
    Transformation,

    /// <summary>Values of several rows are put together.</summary>
    Aggregation,

    /// <summary>It decides which value is taken.</summary>
    Conditional,

    /// <summary>It says over which rows, or in which order, a window looks.</summary>
    Window,

    /// <summary>It decides which of several rows is taken.</summary>
    Sort,

    /// <summary>It says which rows belong together.</summary>
    Join,

    /// <summary>It says which rows are left out.</summary>
    Filter,

    /// <summary>It says which rows become one.</summary>
    GroupBy,
}

/// <summary>One column's bearing on another, or on the rows of a table.</summary>
public readonly record struct Influence(ColumnName Source, InfluenceKind Kind)
{
    /// <summary>Whether values flow, as distinct from decisions.</summary>
    public bool IsDirect => IsValue(Kind);

    /// <summary>Whether values flow in an influence of this kind.</summary>
    public static bool IsValue(InfluenceKind kind) => kind <= InfluenceKind.Aggregation;

    /// <summary>What bears on C when A bears on B and B on C. A decision anywhere on the way makes the whole a decision.</summary>
    /// <param name="near">B on C.</param>
    /// <param name="far">A on B.</param>
    public static InfluenceKind Compose(InfluenceKind near, InfluenceKind far) =>
        !IsValue(near) ? near
        : !IsValue(far) ? far
        : near > far ? near : far;
}

/// <summary>Where one column of a query comes from.</summary>
/// <param name="Name">The column.</param>
/// <param name="Inputs">The columns that bear on it, in order of name.</param>
/// <param name="Constants">What it has from no column: a literal, a parameter such as <c>:snapshot_date</c>, a numbering.</param>
public sealed record ColumnLineage(string Name, IReadOnlyList<Influence> Inputs, IReadOnlyList<string> Constants);

/// <summary>Where a query's columns come from, and what decides about its rows.</summary>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="Rows">What decides which rows there are: joins, filters, groupings. It bears on every column.</param>
/// <param name="Tables">The tables whose rows it reads, in order of name.</param>
public sealed record QueryLineage(IReadOnlyList<ColumnLineage> Columns, IReadOnlyList<Influence> Rows, IReadOnlyList<string> Tables);

/// <summary>A query from which no lineage can be read.</summary>
public sealed class LineageException(string subject, string message) : Exception($"{subject}: {message}")
{
    /// <summary>What the query defines.</summary>
    public string Subject { get; } = subject;
}
