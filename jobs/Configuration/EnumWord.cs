using System.Text.Json;

namespace Segmentation.Jobs.Configuration;

/// <summary>Values of enumerations as files and tables spell them.</summary>
public static class EnumWord
{
    /// <summary>The word of a value, in snake_case, such as <c>value_tier</c>.</summary>
    public static string Word(this Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
