using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Lineage;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Shell;

/// <summary>What somebody wants to know the lineage of.</summary>
/// <param name="Table">The table; null for all published ones.</param>
/// <param name="Column">The column; null for the whole table.</param>
/// <param name="IsDownstream">Whether what depends on it is asked, instead of where it comes from.</param>
internal sealed record LineageSubject(string? Table, string? Column, bool IsDownstream)
{
    /// <summary>Schemas in the order in which a name alone is looked for: what readers see comes first.</summary>
    private static readonly string[] Schemas = ["publish", NightLineage.Views, "identity", "mart", "finance", "scores", "intermediate", "staging", "raw", "config"];

    /// <summary>The column asked for.</summary>
    public ColumnName Name => new(Table!, Column!);

    /// <summary>Finds what a word on the command line means.</summary>
    /// <exception cref="UsageException">Nothing has that name.</exception>
    public static LineageSubject Find(ColumnGraph graph, string? text, bool isDownstream)
    {
        if (text is null)
        {
            return isDownstream
                ? throw new UsageException("--downstream needs a table or column to start from. Nothing was read. 'segbatch lineage' lists the published tables.")
                : new LineageSubject(null, null, false);
        }

        if (TableOf(graph, text) is { } whole)
        {
            return new LineageSubject(whole.Name, null, isDownstream);
        }

        int dot = text.LastIndexOf('.');
        if (dot < 0 || TableOf(graph, text[..dot]) is not { } table)
        {
            string near = NearestWord.Find(dot < 0 ? text : text[..dot], graph.Tables.SelectMany(one => (string[])[one.Name, one.Name.Split('.')[^1]])) ?? "none";
            throw new UsageException($"There is no table {(dot < 0 ? text : text[..dot])}. Nothing was read. Nearest: {near}. 'segbatch lineage' lists the published tables.");
        }

        return table.Find(text[(dot + 1)..]) is { } column
            ? new LineageSubject(table.Name, column.Name, isDownstream)
            : throw new UsageException(
                $"{table.Name} has no column {text[(dot + 1)..]}. Nothing was read. Nearest: {NearestWord.Find(text[(dot + 1)..], table.Query.Columns.Select(known => known.Name)) ?? "none"}.");
    }

    private static LineageTable? TableOf(ColumnGraph graph, string name) =>
        graph.Find(name) ?? Schemas.Select(schema => graph.Find($"{schema}.{name}")).FirstOrDefault(found => found is not null);
}

/// <summary>Words and short names for lineage, alike in every format.</summary>
internal static class LineageWords
{
    /// <summary>Whether readers see the table.</summary>
    public static bool IsPublished(string table) =>
        table.StartsWith("publish.", StringComparison.Ordinal) || table.StartsWith("identity.", StringComparison.Ordinal) || table.StartsWith($"{NightLineage.Views}.", StringComparison.Ordinal);

    /// <summary>Sources first: they are what people know. What the night before published and the configuration come last.</summary>
    public static int Rank(string table) =>
        table.StartsWith(NightLineage.SourcePrefix, StringComparison.Ordinal) ? 0
        : table.StartsWith("previous.", StringComparison.Ordinal) ? 2
        : table.StartsWith("config.", StringComparison.Ordinal) ? 3
        : 1;

    public static string Of(InfluenceKind kind) => kind switch
    {
        InfluenceKind.Identity => "same as",
        InfluenceKind.Transformation => "computed from",
        InfluenceKind.Aggregation => "aggregated from",
        InfluenceKind.Conditional => "decided by",
        InfluenceKind.Window => "in windows of",
        InfluenceKind.Sort => "chosen by",
        InfluenceKind.Join => "joined by",
        InfluenceKind.Filter => "filtered by",
        InfluenceKind.GroupBy => "grouped by",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The rows of a table read better as words.</summary>
    public static string Of(ColumnName column) => column.Column == ColumnName.Rows ? $"rows of {column.Table}" : column.ToString();
}
