using System.Globalization;

using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Turns a single value of the file into a text, number, boolean or enum member.</summary>
internal sealed class ScalarBinder(ReferenceResolver references, ConfigErrors errors)
{
    /// <summary>The value, or null after adding an error.</summary>
    public object? Bind(YamlScalar scalar, ScalarShape shape, FieldLimits? limits, string path)
    {
        if (references.Resolve(scalar.Text, out string? problem) is not { } text)
        {
            errors.Add(path, scalar.Position, $"{path}: {problem}");
            return null;
        }

        object? value = shape.Kind switch
        {
            ScalarKind.Text => text,
            ScalarKind.Word => shape.Words.Where(word => word.Word == text).Select(word => word.Value).FirstOrDefault(),
            _ when !scalar.IsPlain && !ReferenceResolver.HasReference(scalar.Text) => null,
            ScalarKind.Boolean => ParseBoolean(text),
            _ => ParseNumber(text, shape.Type),
        };

        if (value is null)
        {
            errors.Add(path, scalar.Position, Explain(scalar, shape, limits, path));
        }

        return value;
    }

    private static string Explain(YamlScalar scalar, ScalarShape shape, FieldLimits? limits, string path)
    {
        if (shape.Kind == ScalarKind.Word)
        {
            string[] words = [.. shape.Words.Select(word => word.Word)];
            return $"unknown value {scalar.Noun} for {path}. {NearestWord.Hint(scalar.Text, words)}";
        }

        string quotes = !scalar.IsPlain && LooksRight(scalar.Text, shape) ? " Remove the quotes." : "";
        return $"{scalar.Noun} is not {shape.Expected}. {path} takes {shape.Expected}{limits?.RangeText}.{quotes}";
    }

    private static bool LooksRight(string text, ScalarShape shape) =>
        (shape.Kind == ScalarKind.Boolean ? ParseBoolean(text) : ParseNumber(text, shape.Type)) is not null;

    private static object? ParseBoolean(string text) => text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    private static object? ParseNumber(string text, Type type)
    {
        const NumberStyles Whole = NumberStyles.AllowLeadingSign;
        const NumberStyles Any = Whole | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        CultureInfo culture = CultureInfo.InvariantCulture;
        return type switch
        {
            _ when type == typeof(int) => int.TryParse(text, Whole, culture, out int whole) ? whole : null,
            _ when type == typeof(long) => long.TryParse(text, Whole, culture, out long whole) ? whole : null,
            _ when type == typeof(decimal) => decimal.TryParse(text, Any, culture, out decimal number) ? number : null,
            _ => double.TryParse(text, Any, culture, out double number) && double.IsFinite(number) ? number : null,
        };
    }
}
