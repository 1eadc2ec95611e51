using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>One source system: files of one shape or a table of a database, and the contract tables they fill.</summary>
public sealed record SourceConfig
{
    [Description("Files, folders or globs (**, *, ?), relative to this file. A source has these or postgres.")]
    [MinLength(1)]
    public IReadOnlyList<string> Files { get; init; } = [];

    [Description("A table or query of a PostgreSQL database, instead of files.")]
    public PostgresSourceConfig? Postgres { get; init; }

    [Description("Source system that the rows belong to, when its files come in several shapes and so are several sources. Default: the source's own name.")]
    public string? System { get; init; }

    [Description("File format. Default: from the file name (.csv .txt .tsv .parquet .jsonl .ndjson .xlsx, each also .gz where it is text).")]
    public SourceFormat Format { get; init; } = SourceFormat.Auto;

    [Description("Field separator of text files: one character, 'tab', or 'whitespace' for columns set apart by any number of blanks.")]
    public string Delimiter { get; init; } = ",";

    [Description("Text encoding.")]
    public SourceEncoding Encoding { get; init; } = SourceEncoding.Utf8;

    [Description("Decimal mark of numbers written as text: '.' or ','.")]
    [RegularExpression("^[.,]$")]
    public string DecimalMark { get; init; } = ".";

    [Description("Whether the first line of a text file or sheet names the columns.")]
    public bool Header { get; init; } = true;

    [Description("Column names, when the files have no header.")]
    public IReadOnlyList<string> Columns { get; init; } = [];

    [Description("Sheet of an XLSX file. Default: the first.")]
    public string? Sheet { get; init; }

    [Description("Formats of dates and times written as text, tried in order (strftime: %d/%m/%Y %H:%M). Default: ISO 8601.")]
    public IReadOnlyList<string> TimestampFormats { get; init; } = [];

    [Description("Texts that mean 'no value', beside the empty field.")]
    public IReadOnlyList<string> NullValues { get; init; } = [];

    [Description("Whether the night goes on without this source: missing or unreadable files are noted instead of stopping it.")]
    public bool Optional { get; init; }

    [Description("How many days may pass between new rows of this source before it counts as stopped. Default: what has been usual.")]
    [Range(1, 3660)]
    public int? ExpectedEveryDays { get; init; }

    [Description("Contract tables filled from these files. The key is the contract table: customers, order_lines, products, consents, survey_answers, gl_entries...")]
    [Required]
    public IReadOnlyDictionary<string, TableMapping> Tables { get; init; } = new Dictionary<string, TableMapping>();
}

/// <summary>How the rows of a source become rows of one contract table.</summary>
public sealed record TableMapping
{
    [Description("Contract column: source column, or SQL over the source columns. number(x), whole_number(x), day(x) and instant(x) read text as this source writes it; source_row is the row's number in its file.")]
    [Required]
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    [Description("SQL condition: only these rows belong to the table. Others are counted as excluded by the mapping.")]
    public string? Where { get; init; }

    [Description("Keep one of rows that are equal in every mapped column, as when customers are read from order lines.")]
    public bool Distinct { get; init; }

    [Description("Turn several source columns into rows first: one row per column.")]
    public UnpivotConfig? Unpivot { get; init; }
}

/// <summary>Turns columns into rows.</summary>
public sealed record UnpivotConfig
{
    [Description("Source columns to turn into rows.")]
    [Required, MinLength(1)]
    public IReadOnlyList<string> Columns { get; init; } = [];

    [Description("Name under which the mapping sees the column's name.")]
    [Required]
    public string NameAs { get; init; } = "";

    [Description("Name under which the mapping sees the column's value.")]
    [Required]
    public string ValueAs { get; init; } = "";
}

/// <summary>File formats a source may come in.</summary>
public enum SourceFormat
{
    Auto,
    Csv,
    Parquet,
    Jsonl,
    Xlsx,
}

/// <summary>Text encodings a source may come in.</summary>
public enum SourceEncoding
{
    [Description("utf-8")]
    Utf8,
    [Description("latin-1")]
    Latin1,
}
