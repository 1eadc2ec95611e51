using System.Globalization;

namespace Segmentation.Models.Explain;

/// <summary>Figures as people write them, with as many digits as a comparison needs and no more.</summary>
internal static class Figures
{
    /// <summary>Digits beyond which a difference is not worth words.</summary>
    public const int MostDigits = 4;

    /// <summary>
    /// So many significant digits, thousands parted by commas, whole digits never rounded away below 10,000.
    /// </summary>
    public static string Number(double value, int digits)
    {
        if (value == 0)
        {
            return "0";
        }

        int magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        int decimals = Math.Clamp(digits - magnitude, 0, 15);
        double step = Math.Pow(10, Math.Max(0, magnitude - Math.Max(digits, MostDigits)));
        double rounded = Math.Round(value / step) * step;
        return (step > 1 ? rounded : Math.Round(value, decimals))
            .ToString("#,##0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>The figure with its unit, by kind: 61 %, 12 days, 1,234 EUR.</summary>
    public static string WithUnit(double value, FeatureMeaning meaning, int digits, bool isFirst) =>
        meaning.Kind switch
        {
            FeatureKind.Share => $"{Number(value * 100, digits)} %",
            FeatureKind.Money => $"{Number(value, digits)} {meaning.Unit}",
            FeatureKind.Time or FeatureKind.Count when isFirst => $"{Number(value, digits)} {meaning.Unit}",
            _ => Number(value, digits),
        };
}
