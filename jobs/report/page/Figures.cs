using System.Globalization;

namespace Segmentation.Jobs.Report;

/// <summary>Figures as people read them.</summary>
public static class Figures
{
    /// <summary>Three or four digits that matter, thousands apart.</summary>
    public static string Plain(double? value) => value switch
    {
        null => "",
        { } known when Math.Abs(known) >= 100 => known.ToString("N0", CultureInfo.InvariantCulture),
        { } known when Math.Abs(known) >= 10 => known.ToString("0.#", CultureInfo.InvariantCulture),
        { } known when Math.Abs(known) >= 1 => known.ToString("0.##", CultureInfo.InvariantCulture),
        { } known => WithoutMinusZero(known.ToString("0.###", CultureInfo.InvariantCulture)),
    };

    public static string Share(double? value) => value is null ? "" : WithoutMinusZero(value.Value.ToString("0.0%", CultureInfo.InvariantCulture));

    public static string Count(decimal value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>average_order_amount reads better as three words.</summary>
    public static string Words(string name) => name.Replace('_', ' ');

    private static string WithoutMinusZero(string text) => text.AsSpan().Trim("-0.%").IsEmpty ? text.TrimStart('-') : text;
}
