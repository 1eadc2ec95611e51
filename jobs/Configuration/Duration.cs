using System.Globalization;

namespace Segmentation.Jobs.Configuration;

/// <summary>Lengths of time as the configuration writes them: 30s, 5min, 4h, 2d.</summary>
public static class Duration
{
    /// <summary>The form of a length of time.</summary>
    public const string Pattern = "^[0-9]{1,6} *(s|min|h|d)$";

    /// <summary>Reads a length of time.</summary>
    /// <exception cref="FormatException">The text does not have the form of <see cref="Pattern"/>.</exception>
    public static TimeSpan Parse(string text)
    {
        string trimmed = text.Trim();
        int digits = trimmed.TakeWhile(char.IsAsciiDigit).Count();
        int number = int.Parse(trimmed[..digits], CultureInfo.InvariantCulture);
        return trimmed[digits..].Trim() switch
        {
            "s" => TimeSpan.FromSeconds(number),
            "min" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            "d" => TimeSpan.FromDays(number),
            _ => throw new FormatException($"'{text}' is not a length of time such as 30s, 5min, 4h or 2d."),
        };
    }
}
