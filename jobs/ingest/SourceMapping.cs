using System.Text.RegularExpressions;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>The mappings of one source, parsed: what they read, and the SQL of each.</summary>
internal sealed partial class SourceMapping
{
    /// <summary>Words that make several words an expression rather than a column's name.</summary>
    private static readonly string[] SqlWords =
        ["is", "not", "null", "and", "or", "in", "like", "ilike", "between", "case", "when", "then", "else", "end", "as", "true", "false"];

    private SourceMapping(string source, SourceConfig config, IReadOnlyList<string> columns)
    {
        Source = source;
        Config = config;
        Columns = columns;
    }

    public string Source { get; }

    /// <summary>The source system that rows belong to.</summary>
    public string System => Config.System ?? Source;

    public SourceConfig Config { get; }

    /// <summary>The source columns that the mappings read, as they name them.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The number of a row in its file, which a mapping may use where rows have no id of their own.</summary>
    public const string RowNumber = "source_row";

    /// <summary>The table that unreadable rows are counted in: order lines where they are mapped, else the first.</summary>
    public string MainTable => Config.Tables.ContainsKey("order_lines") ? "order_lines" : Config.Tables.Keys.First();

    /// <summary>Reads the mappings of a source.</summary>
    /// <exception cref="RunRefusedException">An expression is no SQL.</exception>
    public static SourceMapping Parse(DuckDbEngine engine, string source, SourceConfig config)
    {
        var columns = new List<string>();
        foreach ((string table, TableMapping mapping) in config.Tables)
        {
            var read = new List<string>();
            foreach ((string column, string text) in mapping.Columns)
            {
                read.AddRange(Expression(engine, $"sources.{source}.tables.{table}.columns.{column}", text).Columns);
            }

            if (mapping.Where is { } where)
            {
                read.AddRange(Expression(engine, $"sources.{source}.tables.{table}.where", where).Columns);
            }

            if (mapping.Unpivot is { } unpivot)
            {
                read.RemoveAll(name => Same(name, unpivot.NameAs) || Same(name, unpivot.ValueAs));
                read.AddRange(unpivot.Columns);
            }

            read.RemoveAll(name => Same(name, RowNumber));
            columns.AddRange(read.Where(name => !columns.Exists(known => Same(known, name))));
        }

        return new SourceMapping(source, config, [.. columns.DistinctBy(name => name.ToUpperInvariant())]);
    }

    /// <summary>Parses one expression; words set apart by blanks are a column's name.</summary>
    public static SqlExpression Expression(DuckDbEngine engine, string path, string text)
    {
        if (ColumnNamePattern().IsMatch(text) && !text.Split(' ').Any(word => SqlWords.Contains(word, StringComparer.OrdinalIgnoreCase)))
        {
            return new SqlExpression(SqlText.Identifier(text), [text], IsColumn: true);
        }

        return SqlExpression.Parse(engine, text, out string error)
            ?? throw new RunRefusedException($"{path}: '{text}' is neither a column nor SQL ({error}). Nothing was loaded. Correct it in segmentation.yml.");
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\w+(?: +\w+)*$")]
    private static partial Regex ColumnNamePattern();
}
