using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Narrows a source's mappings to the tables and columns of the source contract.</summary>
internal static class ContractShape
{
    /// <summary>The mapping from contract tables to how each is filled; each table knows its own columns.</summary>
    public static MapShape OfTables(RecordShape mapping) => new(mapping)
    {
        KeyNoun = "contract table",
        KnownKeys = [.. SourceContract.Tables.Select(table =>
            new KnownKey(table.Name, $"One row: {table.Grain}.", OfTable(mapping, table)))],
    };

    private static RecordShape OfTable(RecordShape mapping, ContractTable table) => mapping with
    {
        Name = $"{mapping.Name}_{table.Name}",
        Fields = [.. mapping.Fields.Select(known =>
            known.Shape is MapShape columns ? known with { Shape = OfColumns(table, columns) } : known)],
    };

    private static MapShape OfColumns(ContractTable table, MapShape columns) => columns with
    {
        KeyNoun = "contract column",
        KnownKeys = [.. table.Columns.Select(column => new KnownKey(column.Name, Describe(column), columns.Item))],
    };

    private static string Describe(ContractColumn column)
    {
        string allowed = column.Allowed.Length > 0 ? $" One of {string.Join(", ", column.Allowed)}." : "";
        return $"{column.SqlType}{(column.IsRequired ? ", required" : "")}.{allowed}";
    }
}
