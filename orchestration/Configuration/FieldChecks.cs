using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks a value against the limits of its field.</summary>
internal static class FieldChecks
{
    /// <summary>What is wrong with the value, or null.</summary>
    /// <param name="field">The field and its limits.</param>
    /// <param name="value">The value, secrets resolved.</param>
    /// <param name="path">Dotted path.</param>
    /// <param name="written">The value as it stands in the file, for showing.</param>
    public static string? Problem(Field field, object value, string path, string written)
    {
        FieldLimits limits = field.Limits;
        int? count = (value as ICollection)?.Count;
        return value switch
        {
            string text when limits.IsRequired && string.IsNullOrWhiteSpace(text) =>
                $"{path} is empty. {field.Description}",
            string text when limits.Pattern is not null && !Matches(text, limits.Pattern) =>
                $"'{written}' does not fit {path}, which has the form {limits.Pattern}. {field.Description}",
            _ when count == 0 && limits.IsRequired => $"{path} is empty. {field.Description}",
            _ when count < limits.FewestItems || count > limits.MostItems =>
                $"{path} has {count} items, {Allowed(limits)}. {field.Description}",
            _ when IsOutside(value, limits) =>
                $"{path} is {written}. It takes {field.Shape.Expected}{limits.RangeText}.",
            _ => null,
        };
    }

    private static string Allowed(FieldLimits limits) => (limits.FewestItems, limits.MostItems) switch
    {
        (null, var most) => $"at most {most} are allowed",
        (var fewest, null) => $"at least {fewest} are needed",
        var (fewest, most) when fewest == most => $"exactly {fewest} are needed",
        var (fewest, most) => $"{fewest} to {most} are allowed",
    };

    private static bool IsOutside(object value, FieldLimits limits) => limits.Least is not null && value switch
    {
        double number => number < (double)limits.Least || number > (double)limits.Most!,
        IConvertible number => Convert.ToDecimal(number, CultureInfo.InvariantCulture) is var exact
            && (exact < limits.Least || exact > limits.Most),
        _ => false,
    };

    private static bool Matches(string text, string pattern) =>
        Regex.Match(text, pattern, RegexOptions.NonBacktracking) is { Success: true } match
        && match.Length == text.Length;
}
