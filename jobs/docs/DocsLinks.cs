using Segmentation.Jobs.Lineage;
using Segmentation.Jobs.Report;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Jobs.Docs;

/// <summary>Names of the site's files, and links between them.</summary>
internal static class DocsLinks
{
    public const string Index = "index.html";
    public const string Tables = "tables.html";
    public const string Features = "features.html";
    public const string Metrics = "metrics.html";
    public const string Schemes = "schemes.html";
    public const string Sources = "sources.html";
    public const string Audits = "audits.html";
    public const string Owners = "owners.html";
    public const string Library = "plotly.min.js";

    /// <summary>The pages that every page leads to.</summary>
    private static readonly (string Title, string File)[] Menu =
    [
        ("Overview", Index), ("Tables", Tables), ("Features", Features), ("Metrics", Metrics), ("Schemes", Schemes), ("Sources", Sources), ("Audits", Audits), ("Owners", Owners),
    ];

    public static string FileOf(string table) => table.StartsWith(SourcePrefix, StringComparison.Ordinal)
        ? $"{Sources}#{SourceId(table[SourcePrefix.Length..])}"
        : $"table-{table.Replace('.', '-')}.html";

    public static string SchemeFile(string scheme) => $"scheme-{Html.Anchor(scheme)}.html";

    public static string ColumnId(string column) => $"column-{column}";

    public static string SourceId(string source) => $"source-{Html.Anchor(source)}";

    /// <summary>Whether a table has a page: what the night before published has that of what it was published as.</summary>
    public static bool HasPage(LineageTable table) => !IsSource(table.Name) && !table.Name.StartsWith("previous.", StringComparison.Ordinal);

    public static bool IsSource(string table) => table.StartsWith(SourcePrefix, StringComparison.Ordinal);

    public static string Link(string file, string text) => $"<a href=\"{Html.Text(file)}\">{Html.Text(text)}</a>";

    /// <summary>A table's name, with the way to it where there is one.</summary>
    public static string Table(ColumnGraph graph, string table) =>
        IsSource(table) || (graph.Find(table) is { } found && HasPage(found)) ? Link(FileOf(table), table) : Html.Text(table);

    /// <summary>A column's name, with the way to it; it may break between its words.</summary>
    public static string Column(ColumnGraph graph, ColumnName column)
    {
        string text = Html.Text(column.Column == ColumnName.Rows ? $"rows of {column.Table}" : column.ToString())
            .Replace(".", ".<wbr>", StringComparison.Ordinal).Replace("_", "_<wbr>", StringComparison.Ordinal);
        string? file = IsSource(column.Table) ? FileOf(column.Table)
            : graph.Find(column.Table) is not { } found || !HasPage(found) ? null
            : column.Column == ColumnName.Rows ? FileOf(column.Table) : $"{FileOf(column.Table)}#{ColumnId(column.Column)}";
        return file is null ? text : $"<a href=\"{Html.Text(file)}\">{text}</a>";
    }

    /// <summary>What people know comes first: sources, then tables, then what the night before published, then the configuration.</summary>
    public static int Rank(string table) =>
        IsSource(table) ? 0
        : table.StartsWith("previous.", StringComparison.Ordinal) ? 2
        : table.StartsWith("config.", StringComparison.Ordinal) ? 3
        : 1;

    /// <summary>The top of every page: where one can go, and the search.</summary>
    public static string Masthead(string here)
    {
        string items = string.Concat(Menu.Select(item => $"<li><a href=\"{item.File}\"{(item.File == here ? " aria-current=\"page\"" : "")}>{item.Title}</a></li>"));
        string search = here == Index ? "" : $"<form class=\"find\" role=\"search\" action=\"{Index}\" method=\"get\"><label for=\"find\">Search</label><input type=\"search\" id=\"find\" name=\"q\" autocomplete=\"off\"></form>";
        return $"<div class=\"masthead\"><nav class=\"site\" aria-label=\"Pages\"><ul>{items}</ul></nav>{search}</div>\n";
    }

    private const string SourcePrefix = NightLineage.SourcePrefix;
}
