using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>A table or query of a PostgreSQL database that a source is read from.</summary>
public sealed record PostgresSourceConfig
{
    /// <summary>The watermark that stands for PostgreSQL's own transaction numbers.</summary>
    public const string TransactionNumbers = "xmin";

    [Description("Connection string in Npgsql's keywords (Host=...;Username=...;Database=...). It may hold a password, so it comes as ${env:NAME}.")]
    [Required]
    public string Connection { get; init; } = "";

    [Description("Table or view to read, with its schema.")]
    public string? Table { get; init; }

    [Description("Query to read, instead of a table.")]
    public string? Query { get; init; }

    [Description("Columns that identify a row, so that an updated row takes the place of its earlier version. Needed with a watermark.")]
    public IReadOnlyList<string> Key { get; init; } = [];

    [Description("Read only what is new since the last load: a column that only grows and is set at every change, or xmin for PostgreSQL's own transaction numbers (tables only). Without one the whole table is read each night.")]
    public string? Watermark { get; init; }

    [Description("How far back each night reads again below a watermark column, for rows that commit late: 30min, 4h or 2d for times, a number for numbers.")]
    [RegularExpression("^[0-9]{1,15}( *(s|min|h|d))?$")]
    public string? Overlap { get; init; }

    [Description("With a watermark: how old the last reading of the whole table may become before it is read again, so that deleted rows disappear: 30d.")]
    [RegularExpression(Duration.Pattern)]
    public string? FullReadEvery { get; init; }

    [Description("Connections that read at the same time, all of one snapshot.")]
    [Range(1, 32)]
    public int Chunks { get; init; } = 2;
}
