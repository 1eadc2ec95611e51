using System.Globalization;
using System.Text.Json;
using nietras.SeparatedValues;
using Segmentation.Batch.Runs;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Prints query results: a table for people, CSV and JSON for programs.</summary>
internal static class ResultPrinter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print(Terminal terminal, QueryResult result, string format)
    {
        switch (format)
        {
            case "json":
                terminal.Output.WriteLine(Json(result));
                break;
            case "csv":
                terminal.Output.Write(Csv(result));
                break;
            default:
                PrintTable(terminal, result);
                break;
        }
    }

    /// <summary>Prints one value as a JSON document.</summary>
    public static void PrintJson(Terminal terminal, object value) => terminal.Output.WriteLine(JsonSerializer.Serialize(value, Indented));

    /// <summary>A table of texts.</summary>
    public static void PrintTable(Terminal terminal, QueryResult result)
    {
        var table = new Table { Border = TableBorder.Simple };
        for (int column = 0; column < result.Columns.Count; column++)
        {
            var header = new TableColumn(Markup.Escape(result.Columns[column])) { NoWrap = true };
            table.AddColumn(result.IsNumber[column] ? header.RightAligned() : header);
        }

        int[] decimals = [.. Enumerable.Range(0, result.Columns.Count).Select(column => Decimals(result.Rows.Select(row => row[column])))];
        foreach (object?[] row in result.Rows)
        {
            table.AddRow([.. row.Select((value, column) => new Text(People(value, decimals[column])))]);
        }

        terminal.Result.Write(table);
        terminal.Result.WriteLine(result.Rows.Count == 1 ? "1 row" : $"{result.Rows.Count:N0} rows");
    }

    private static string Json(QueryResult result)
    {
        IEnumerable<Dictionary<string, object?>> rows = result.Rows.Select(row =>
            result.Columns.Select((name, column) => (name, value: row[column]))
                .ToDictionary(cell => cell.name, cell => cell.value is double number && !double.IsFinite(number) ? null : cell.value));
        return JsonSerializer.Serialize(rows, Indented);
    }

    private static string Csv(QueryResult result)
    {
        using SepWriter writer = Sep.New(',').Writer(options => options with { Escape = true }).ToText();
        foreach (object?[] row in result.Rows)
        {
            using SepWriter.Row line = writer.NewRow();
            for (int column = 0; column < row.Length; column++)
            {
                line[result.Columns[column]].Set(Machine(row[column]));
            }
        }

        return result.Rows.Count > 0 ? writer.ToString() : string.Join(',', result.Columns) + Environment.NewLine;
    }

    private static string Machine(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Decimals that a column of numbers is shown with: as many as its longest has, at least two if any has some.</summary>
    private static int Decimals(IEnumerable<object?> values)
    {
        int most = values.OfType<decimal>().Select(number => (int)(number / 1.0000000000000000000000000000m).Scale).DefaultIfEmpty(0).Max();
        return most == 0 ? 0 : Math.Max(most, 2);
    }

    private static string People(object? value, int decimals) => value switch
    {
        null => "",
        bool flag => flag ? "yes" : "no",
        decimal number => number.ToString($"N{decimals}", CultureInfo.InvariantCulture),
        double number => number.ToString("#,##0.####", CultureInfo.InvariantCulture),
        long or int => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "⏎", StringComparison.Ordinal),
    };
}
