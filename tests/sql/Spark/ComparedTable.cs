using System.Collections;
using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Spark;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>A table as an engine gives it, to be held against what another gives: exact numbers by value to the last digit, doubles to
/// 1e-12 of their size, everything else as it is, whatever the order of rows.</summary>
internal sealed class ComparedTable
{
    private const double Tolerance = 1e-12;

    private readonly string[] columns;
    private readonly object?[][] rows;

    private ComparedTable(string[] columns, IEnumerable<object?[]> rows)
    {
        this.columns = columns;
        // Doubles that differ in the last digits sort alike: nine digits are enough to pair rows.
        this.rows = [.. rows.Select(row => (Key: string.Join('\u001f', row.Select(value => value is double number ? number.ToString("E8", CultureInfo.InvariantCulture) : Text(value))), row))
            .OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => row.row)];
    }

    /// <summary>The rows, in an order of their own.</summary>
    public IReadOnlyList<object?[]> Rows => rows;

    /// <summary>All of it as text: tables that agree in it hold the same.</summary>
    public string Fingerprint => string.Join('\n', rows.Select(row => string.Join('\u001f', row.Select(Text))).Prepend(string.Join(',', columns)));

    public static ComparedTable Read(ISqlEngine engine, string query, IReadOnlyDictionary<string, object?> parameters, string subject)
    {
        string[] columns = [];
        IReadOnlyList<object?[]> rows = engine.Query(
            query,
            subject,
            row =>
            {
                columns = [.. Enumerable.Range(0, row.FieldCount).Select(row.GetName)];
                return Enumerable.Range(0, row.FieldCount).Select(column => row.IsDBNull(column) ? null : row.GetValue(column)).ToArray();
            },
            parameters);
        return new ComparedTable(columns, rows);
    }

    /// <summary>The rows as Spark may have them, with the types that DuckDB gives its columns.</summary>
    public SparkRelation ToSpark(IReadOnlyList<(string Name, string Type)> types) =>
        SparkRelation.Local(ArrowRows.Batch(
            [.. types.Select(column => new SparkColumn(column.Name, SparkType(column.Type)))],
            [.. rows.Select(row => row.Select(value => value is BigInteger number ? (object)(decimal)number : value).ToArray())]));

    /// <summary>What differs first, in words; null if nothing does.</summary>
    public string? DifferenceFrom(ComparedTable other)
    {
        if (rows.Length != other.rows.Length)
        {
            return $"{rows.Length} rows against {other.rows.Length}.{FirstAlone(other)}";
        }

        if (rows.Length > 0 && !columns.SequenceEqual(other.columns, StringComparer.OrdinalIgnoreCase))
        {
            return $"columns {string.Join(", ", columns)} against {string.Join(", ", other.columns)}";
        }

        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                if (!AreSame(rows[row][column], other.rows[row][column]))
                {
                    return $"row {row}, {columns[column]}: {Said(rows[row][column])} against {Said(other.rows[row][column])}\n{Line(rows[row])}\n{Line(other.rows[row])}";
                }
            }
        }

        return null;
    }

    private string FirstAlone(ComparedTable other)
    {
        HashSet<string> theirs = [.. other.rows.Select(Line)];
        HashSet<string> ours = [.. rows.Select(Line)];
        string? alone = rows.Select(Line).FirstOrDefault(line => !theirs.Contains(line)) ?? other.rows.Select(Line).FirstOrDefault(line => !ours.Contains(line));
        return $"\n{string.Join(", ", columns)}\n{alone}";
    }

    private static bool AreSame(object? one, object? two) => (one, two) switch
    {
        (double a, double b) => a.Equals(b) || Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b)),
        (double, not null) or (not null, double) => false,
        _ => Text(one) == Text(two),
    };

    private static string Line(object?[] row) => string.Join(" | ", row.Select(Text));

    private static string Said(object? value) => $"{Text(value)} ({value?.GetType().Name ?? "null"})";

    private static string Text(object? value) => value switch
    {
        null => "-",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        decimal or SqlDecimal or BigInteger or sbyte or short or int or long or ulong or uint => Exact(string.Create(CultureInfo.InvariantCulture, $"{value}")),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        string text => $"'{text}'",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        _ => $"{value.GetType().Name}:{value}",
    };

    private static string Exact(string digits) =>
        (digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits) is var stripped && stripped is "-0" or "" ? "0" : stripped;

    private static string SparkType(string duckDbType) => duckDbType switch
    {
        "VARCHAR" => "string",
        "BOOLEAN" => "boolean",
        "INTEGER" => "int",
        "BIGINT" => "bigint",
        "DOUBLE" => "double",
        "DATE" => "date",
        "TIMESTAMP" => "timestamp",
        "HUGEINT" => "decimal(38,0)",
        _ => duckDbType.ToLowerInvariant(),
    };
}
