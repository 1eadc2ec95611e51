using NJsonSchema;

namespace Segmentation.Batch.Configuration;

/// <summary>Makes the JSON Schema of <c>segmentation.yml</c> from the configuration's types, for editors.</summary>
/// <remarks>
/// It says what one place may hold: names, types, words, limits. What must fit together (a parent is a known code, cuts
/// rise) only the loader checks. References to secrets are allowed wherever the loader resolves them.
/// </remarks>
public static class ConfigSchema
{
    private const string Reference = @"\$\{(env|file):[^}]+\}";

    /// <summary>The schema as indented JSON, lines ending in a line feed.</summary>
    public static string Generate()
    {
        var root = new JsonSchema
        {
            Title = "segmentation.yml",
            Description = "Configuration of Segmentation.Batch. Made from the configuration's types; do not edit by hand.",
        };
        FillRecord(root, ShapeReader.Root, root);
        return root.ToJson().ReplaceLineEndings("\n") + "\n";
    }

    private static void FillRecord(JsonSchema schema, RecordShape record, JsonSchema root)
    {
        schema.Type = JsonObjectType.Object;
        schema.AllowAdditionalProperties = false;
        object defaults = Activator.CreateInstance(record.Type)!;
        foreach (Field field in record.Fields)
        {
            var property = new JsonSchemaProperty { Description = field.Description };
            FillField(property, field, field.Property.GetValue(defaults), root);
            schema.Properties.Add(field.Name, property);
            if (field.Limits.IsRequired)
            {
                schema.RequiredProperties.Add(field.Name);
            }
        }
    }

    private static void FillField(JsonSchema schema, Field field, object? defaultValue, JsonSchema root)
    {
        FieldLimits limits = field.Limits;
        Fill(schema, field.Shape, root, isNullable: !limits.IsRequired);
        schema.Minimum = limits.Least;
        schema.Maximum = limits.Most;
        schema.MinItems = limits.FewestItems ?? (limits.IsRequired && field.Shape is ListShape ? 1 : 0);
        schema.MaxItems = limits.MostItems ?? 0;
        schema.MinProperties = limits.IsRequired && field.Shape is MapShape ? 1 : 0;
        if (field.Shape is ScalarShape scalar)
        {
            schema.Default = limits.IsRequired ? null : DefaultOf(scalar, defaultValue);
        }

        if (limits.Pattern is not null)
        {
            schema.Type &= ~(JsonObjectType.Number | JsonObjectType.Boolean);
            schema.Pattern = $"({limits.Pattern})|{Reference}";
        }
        else if (limits.IsRequired && field.Shape is ScalarShape { Kind: ScalarKind.Text })
        {
            schema.Pattern = @"\S";
        }
    }

    private static void Fill(JsonSchema schema, Shape shape, JsonSchema root, bool isNullable = false)
    {
        JsonObjectType orNull = isNullable ? JsonObjectType.Null : JsonObjectType.None;
        switch (shape)
        {
            case RecordShape record when isNullable || record.Shorthand is not null:
                schema.AnyOf.Add(new JsonSchema { Reference = Definition(record, root) });
                JsonObjectType shorthand = record.Shorthand is null ? JsonObjectType.None : JsonObjectType.String;
                schema.AnyOf.Add(new JsonSchema { Type = orNull | shorthand });
                break;
            case RecordShape record:
                schema.Reference = Definition(record, root);
                break;
            case MapShape map:
                schema.Type = JsonObjectType.Object | orNull;
                FillMap(schema, map, root);
                break;
            case ListShape list:
                schema.Type = JsonObjectType.Array | orNull | (list.TakesScalar ? AnyText : JsonObjectType.None);
                schema.Item = new JsonSchema();
                Fill(schema.Item, list.Item, root);
                break;
            case ScalarShape { Kind: ScalarKind.Word } words:
                FillWords(schema, words, orNull);
                break;
            case ScalarShape scalar:
                schema.Type = TypeOf(scalar.Kind) | orNull;
                schema.Pattern = scalar.Kind == ScalarKind.Text ? null : Reference;
                break;
        }
    }

    private static void FillMap(JsonSchema schema, MapShape map, JsonSchema root)
    {
        if (map.KnownKeys is null)
        {
            schema.AdditionalPropertiesSchema = new JsonSchema();
            Fill(schema.AdditionalPropertiesSchema, map.Item, root);
            return;
        }

        schema.AllowAdditionalProperties = false;
        foreach (KnownKey key in map.KnownKeys)
        {
            var property = new JsonSchemaProperty { Description = key.Description };
            Fill(property, key.Shape, root);
            schema.Properties.Add(key.Name, property);
        }
    }

    private static void FillWords(JsonSchema schema, ScalarShape words, JsonObjectType orNull)
    {
        var known = new JsonSchema { Type = JsonObjectType.String };
        foreach ((string word, _) in words.Words)
        {
            known.Enumeration.Add(word);
        }

        schema.AnyOf.Add(known);
        schema.AnyOf.Add(new JsonSchema { Type = JsonObjectType.String | orNull, Pattern = Reference });
    }

    private static JsonSchema Definition(RecordShape record, JsonSchema root)
    {
        if (!root.Definitions.TryGetValue(record.Name, out JsonSchema? definition))
        {
            definition = new JsonSchema();
            root.Definitions.Add(record.Name, definition);
            FillRecord(definition, record, root);
        }

        return definition;
    }

    /// <summary>Text may be written without quotes, and then looks like a number or a boolean to an editor.</summary>
    private const JsonObjectType AnyText = JsonObjectType.String | JsonObjectType.Number | JsonObjectType.Boolean;

    private static JsonObjectType TypeOf(ScalarKind kind) => kind switch
    {
        ScalarKind.Text => AnyText,
        ScalarKind.Boolean => JsonObjectType.Boolean | JsonObjectType.String,
        ScalarKind.WholeNumber => JsonObjectType.Integer | JsonObjectType.String,
        _ => JsonObjectType.Number | JsonObjectType.String,
    };

    private static object? DefaultOf(ScalarShape scalar, object? value) => value switch
    {
        null or "" => null,
        Enum member => scalar.Words.First(word => word.Value.Equals(member)).Word,
        double number => (decimal)number,
        _ => value,
    };
}
