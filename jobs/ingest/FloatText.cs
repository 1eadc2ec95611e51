using System.Globalization;

namespace Segmentation.Jobs.Ingest;

/// <summary>Writes floating-point numbers so that they can be told from exact ones.</summary>
/// <remarks>A number with more than four decimals, such as 0.30000000000000004, is written in scientific notation, which
/// <see cref="TextSql"/> rounds to the contract's decimals. What is written plainly must fit exactly.</remarks>
internal static class FloatText
{
    private const int MaxPlainDecimals = 4;

    /// <summary>The number as text that reads back the same.</summary>
    public static string Of(double number)
    {
        string plain = number.ToString("R", CultureInfo.InvariantCulture);
        int point = plain.IndexOf('.', StringComparison.Ordinal);
        bool isPlain = plain.Contains('E', StringComparison.Ordinal) || point < 0 || plain.Length - point - 1 <= MaxPlainDecimals;
        return isPlain ? plain : number.ToString("E16", CultureInfo.InvariantCulture);
    }

    /// <summary>The same in SQL, over a floating-point value of the engine.</summary>
    public static string Sql(string value) =>
        $"case when regexp_matches(cast({value} as varchar), '^[^e]*[.][0-9][0-9][0-9][0-9][0-9]') "
        + $"then format('{{:.16e}}', cast(cast({value} as varchar) as double)) else cast({value} as varchar) end";
}
