using System.Collections.Concurrent;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Reads the shape of the configuration from its types, so a setting is declared in one place only.</summary>
internal static class ShapeReader
{
    private static readonly ConcurrentDictionary<Type, RecordShape> Records = new();

    /// <summary>Shape of a whole file.</summary>
    public static RecordShape Root => Of<SegmentationConfig>();

    /// <summary>Shape of one record of the configuration.</summary>
    public static RecordShape Of<T>() => ReadRecord(typeof(T));

    private static RecordShape ReadRecord(Type type) => Records.GetOrAdd(type, _ => new RecordShape(type.Name, type,
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .OrderBy(property => property.MetadataToken)
            .Select(ReadField)]));

    private static Field ReadField(PropertyInfo property)
    {
        bool isContract = property.DeclaringType == typeof(SourceConfig)
            && property.Name == nameof(SourceConfig.Tables);
        Shape shape = isContract ? ContractShape.OfTables(Of<TableMapping>()) : ReadShape(property.PropertyType);
        string description = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
        return new Field(property, Spell(property.Name), description, shape, ReadLimits(property));
    }

    private static Shape ReadShape(Type declared)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        Type? generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return generic switch
        {
            _ when generic == typeof(IReadOnlyList<>) => new ListShape(ReadShape(type.GetGenericArguments()[0])),
            _ when generic == typeof(IReadOnlyDictionary<,>) => new MapShape(ReadShape(type.GetGenericArguments()[1])),
            _ when KindOf(type) is { } kind => new ScalarShape(kind, type, kind == ScalarKind.Word ? ReadWords(type) : []),
            _ => ReadRecord(type),
        };
    }

    private static ScalarKind? KindOf(Type type) => type switch
    {
        _ when type == typeof(string) => ScalarKind.Text,
        _ when type == typeof(bool) => ScalarKind.Boolean,
        _ when type == typeof(int) || type == typeof(long) => ScalarKind.WholeNumber,
        _ when type == typeof(double) || type == typeof(decimal) => ScalarKind.Number,
        _ when type.IsEnum => ScalarKind.Word,
        _ => null,
    };

    private static (string, object)[] ReadWords(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(member => member.MetadataToken)
            .Select(member => (SpellWord(member), member.GetValue(null)!))];

    private static string SpellWord(FieldInfo member) =>
        member.GetCustomAttribute<DescriptionAttribute>()?.Description ?? Spell(member.Name);

    private static FieldLimits ReadLimits(PropertyInfo property)
    {
        var range = property.GetCustomAttribute<RangeAttribute>();
        return new FieldLimits(
            property.IsDefined(typeof(RequiredAttribute)),
            range is null ? null : Convert.ToDecimal(range.Minimum, CultureInfo.InvariantCulture),
            range is null ? null : Convert.ToDecimal(range.Maximum, CultureInfo.InvariantCulture),
            property.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern,
            property.GetCustomAttribute<MinLengthAttribute>()?.Length,
            property.GetCustomAttribute<MaxLengthAttribute>()?.Length);
    }

    private static string Spell(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
