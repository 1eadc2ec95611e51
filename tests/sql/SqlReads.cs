using System.Text.RegularExpressions;
using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests;

/// <summary>The tables that SQL reads.</summary>
internal static partial class SqlReads
{
    /// <summary>As SqlText finds them, without taking <c>is distinct from a.column</c> for a table.</summary>
    public static IReadOnlyList<string> Of(string sql) => SqlText.TablesIn(DistinctFromPattern().Replace(sql, "<>"));

    [GeneratedRegex(@"\bis\s+(not\s+)?distinct\s+from\b", RegexOptions.IgnoreCase)]
    private static partial Regex DistinctFromPattern();
}
