using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>The SQL that makes one contract column, judges it, and says what is wrong with it.</summary>
/// <remarks>The layers of <see cref="TablePlan"/> name things by the column's place n: <c>in</c> what the mapping gives,
/// <c>vn</c> the value.</remarks>
internal sealed record ColumnRule
{
    /// <summary>The contract column.</summary>
    public required ContractColumn Column { get; init; }

    /// <summary>Whether the mapping fills it, or a default.</summary>
    public required bool IsMapped { get; init; }

    /// <summary>Over the source columns; null when there is no input.</summary>
    public string? Input { get; init; }

    /// <summary>Over inputs, and over values of lower layers.</summary>
    public required string Value { get; init; }

    /// <summary>0: from the row itself; 1: from other values; 2: from those.</summary>
    public int Layer { get; init; }

    /// <summary>A quick test that is true for every bad row, over all values.</summary>
    public string? MayBeBad { get; init; }

    /// <summary>What is wrong, or null when nothing is; only asked where <see cref="MayBeBad"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>A column that nothing fills.</summary>
    public static ColumnRule Empty(ContractColumn column) => new()
    {
        Column = column,
        IsMapped = false,
        Value = $"cast(null as {DuckType(column)})",
    };

    /// <summary>The column's type as DuckDB names it.</summary>
    public static string DuckType(ContractColumn column) => column.SqlType == "string" ? "varchar" : column.SqlType;
}
