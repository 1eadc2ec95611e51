using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Segmentation.Sql.Engine;

/// <summary>Reads SQL just far enough to tell code from quoted text and comments.</summary>
public static partial class SqlText
{
    /// <summary>Replaces every <c>:name</c> outside quotes and comments by the literal of its value.</summary>
    /// <remarks>Values become literals of their own type, so that the text can be printed and run by hand, and so that
    /// statements which take no bound parameters (views) can have them too.</remarks>
    /// <exception cref="ArgumentException">A parameter has no value.</exception>
    public static string Bind(string sql, IReadOnlyDictionary<string, object?> parameters)
    {
        var bound = new StringBuilder(sql.Length + 64);
        foreach ((string text, bool isCode) in Split(sql))
        {
            bound.Append(isCode ? ParameterPattern().Replace(text, match => Value(match, parameters)) : text);
        }

        return bound.ToString();
    }

    /// <summary>Replaces what matches outside quotes and comments.</summary>
    public static string ReplaceInCode(string sql, Regex pattern, MatchEvaluator replace) =>
        string.Concat(Split(sql).Select(part => part.IsCode ? pattern.Replace(part.Text, replace) : part.Text));

    /// <summary>Writes every <c>:name</c> outside quotes and comments as <c>$name</c>, which DuckDB's parser takes.</summary>
    public static string NameParameters(string sql) => ReplaceInCode(sql, ParameterPattern(), match => $"${match.Groups[1].Value}");

    /// <summary>The names of the parameters that the SQL uses, in order of first use.</summary>
    public static IReadOnlyList<string> ParametersIn(string sql) =>
        [.. Split(sql).Where(part => part.IsCode)
            .SelectMany(part => ParameterPattern().Matches(part.Text))
            .Select(match => match.Groups[1].Value)
            .Distinct()];

    /// <summary>The tables that the SQL reads, as <c>schema.table</c>, in order of first use.</summary>
    public static IReadOnlyList<string> TablesIn(string sql) =>
        [.. TablePattern().Matches(WithoutComments(sql))
            .Select(match => match.Groups[1].Value.ToLowerInvariant())
            .Distinct()];

    /// <summary>The SQL without its comments.</summary>
    public static string WithoutComments(string sql) =>
        string.Concat(Split(sql).Where(part => part.IsCode || !part.Text.StartsWith('-') && !part.Text.StartsWith("/*", StringComparison.Ordinal))
            .Select(part => part.Text));

    /// <summary>The value as a SQL literal that every engine reads alike.</summary>
    public static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        bool flag => flag ? "true" : "false",
        DateOnly day => $"date '{day:yyyy-MM-dd}'",
        DateTime instant => $"timestamp '{instant:yyyy-MM-dd HH:mm:ss.ffffff}'",
        DateTimeOffset instant => $"timestamp '{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'",
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        double number when double.IsFinite(number) =>
            $"cast('{number.ToString("R", CultureInfo.InvariantCulture)}' as double)",
        int or long or short => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} has no SQL literal."),
    };

    /// <summary>The name as a quoted identifier.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Value(Match match, IReadOnlyDictionary<string, object?> parameters) =>
        parameters.TryGetValue(match.Groups[1].Value, out object? value)
            ? Literal(value)
            : throw new ArgumentException(
                $"The SQL uses :{match.Groups[1].Value}, which has no value here. Known: {string.Join(", ", parameters.Keys.Order())}.");

    /// <summary>Cuts SQL into code and the rest: quoted text, quoted names, comments.</summary>
    private static IEnumerable<(string Text, bool IsCode)> Split(string sql)
    {
        int start = 0;
        foreach (Match match in NotCodePattern().Matches(sql))
        {
            if (match.Index > start)
            {
                yield return (sql[start..match.Index], true);
            }

            yield return (match.Value, false);
            start = match.Index + match.Length;
        }

        if (start < sql.Length)
        {
            yield return (sql[start..], true);
        }
    }

    // A parameter is a colon and a name; '::' is a cast and is left alone.
    [GeneratedRegex(@"(?<![:\w]):([a-z_][a-z0-9_]*)", RegexOptions.IgnoreCase)]
    private static partial Regex ParameterPattern();

    [GeneratedRegex(@"'(?:[^']|'')*'|""(?:[^""]|"""")*""|--[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex NotCodePattern();

    // "is distinct from a.b" compares; it reads no table.
    [GeneratedRegex(@"(?<!\bdistinct\s)\b(?:from|join)\s+([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)", RegexOptions.IgnoreCase)]
    private static partial Regex TablePattern();
}
