using System.Collections;

using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Makes the configuration's records from the tree of a file, noting where everything is written.</summary>
/// <remarks>An error is added and binding goes on, so that one run shows all of them.</remarks>
internal sealed class ConfigBinder(ReferenceResolver references, PathIndex index, ConfigErrors errors)
{
    private readonly ScalarBinder scalars = new(references, errors);

    /// <summary>The whole file as a record; settings that are wrong keep their defaults.</summary>
    public object? BindRoot(YamlNode root)
    {
        var start = root.Position with { Line = 1, Column = 1 };
        index.Add("", start);
        return Bind(root, ShapeReader.Root, null, "", start);
    }

    /// <summary>Binds one place.</summary>
    /// <param name="node">What is written.</param>
    /// <param name="shape">What may be written.</param>
    /// <param name="limits">Limits of the field, if it is one.</param>
    /// <param name="path">Dotted path.</param>
    /// <param name="at">Where its key or list item stands.</param>
    /// <returns>The value, or null after adding an error.</returns>
    private object? Bind(YamlNode node, Shape shape, FieldLimits? limits, string path, ConfigPosition at)
    {
        index.Add(path, at, node as YamlScalar);
        switch (shape, node)
        {
            case (RecordShape { Shorthand: { } only } record, YamlScalar { IsNull: false } scalar):
                return BindShorthand(scalar, record, only, path);
            case (RecordShape record, YamlMap map):
                return BindRecord(map, record, path, at);
            case (MapShape dictionary, YamlMap map):
                return BindMap(map, dictionary, path);
            case (ListShape list, YamlList items):
                return BindList(items.Items, list, path);
            case (ListShape { TakesScalar: true } list, YamlScalar { IsNull: false }):
                return BindList([node], list, path);
            case (ScalarShape scalarShape, YamlScalar { IsNull: false } scalar):
                return scalars.Bind(scalar, scalarShape, limits, path);
            case (_, YamlScalar { IsNull: true }):
                errors.Add(path, at, $"{Name(path)} has no value. It takes {shape.Expected}{limits?.RangeText}.");
                return null;
            default:
                errors.Add(path, node.Position, $"{node.Noun} stands where {Name(path)} is expected. " +
                    $"It takes {shape.Expected}{limits?.RangeText}.");
                return null;
        }
    }

    private object BindRecord(YamlMap map, RecordShape shape, string path, ConfigPosition at)
    {
        object record = Activator.CreateInstance(shape.Type)!;
        foreach (YamlEntry entry in map.Entries)
        {
            if (shape.Fields.FirstOrDefault(field => field.Name == entry.Key) is { } field)
            {
                BindField(record, field, entry, ConfigPath.Child(path, entry.Key));
            }
            else
            {
                RefuseKey(entry, [.. shape.Fields.Select(known => known.Name)], "key", path);
            }
        }

        foreach (Field missing in shape.Fields.Where(field => field.Limits.IsRequired))
        {
            string missingPath = ConfigPath.Child(path, missing.Name);
            if (map.Entries.All(entry => entry.Key != missing.Name) && !errors.Touch(missingPath))
            {
                errors.Add(missingPath, at,
                    $"required key '{missing.Name}' is missing {ConfigPath.In(path)}. {missing.Description}");
            }
        }

        return record;
    }

    private void BindField(object record, Field field, YamlEntry entry, string path)
    {
        if (entry.Value is YamlScalar { IsNull: true } && !field.Limits.IsRequired)
        {
            index.Add(path, entry.KeyPosition);
            return;
        }

        object? value = Bind(entry.Value, field.Shape, field.Limits, path, entry.KeyPosition);
        if (value is null)
        {
            return;
        }

        field.Property.SetValue(record, value);
        if (FieldChecks.Problem(field, value, path, index.Show(path, null)) is { } problem && !errors.Touch(path))
        {
            errors.Add(path, index.FindNearest(path), problem);
        }
    }

    private object? BindShorthand(YamlScalar scalar, RecordShape shape, Field only, string path)
    {
        object record = Activator.CreateInstance(shape.Type)!;
        BindField(record, only, new YamlEntry(only.Name, scalar.Position, scalar), ConfigPath.Child(path, only.Name));
        return record;
    }

    private IDictionary BindMap(YamlMap map, MapShape shape, string path)
    {
        Type type = typeof(Dictionary<,>).MakeGenericType(typeof(string), TypeOf(shape.Item));
        var entries = (IDictionary)Activator.CreateInstance(type)!;
        foreach (YamlEntry entry in map.Entries)
        {
            KnownKey? known = shape.KnownKeys?.FirstOrDefault(key => key.Name == entry.Key);
            if (shape.KnownKeys is not null && known is null)
            {
                RefuseKey(entry, [.. shape.KnownKeys.Select(key => key.Name)], shape.KeyNoun, path);
            }
            else if (string.IsNullOrWhiteSpace(entry.Key))
            {
                errors.Add(path, entry.KeyPosition, $"an empty name {ConfigPath.In(path)}. Give it a name.");
            }
            else if (BindEntry(entry, known?.Shape ?? shape.Item, path) is { } value)
            {
                entries.Add(entry.Key, value);
            }
        }

        return entries;
    }

    private object? BindEntry(YamlEntry entry, Shape shape, string path) =>
        Bind(entry.Value, shape, null, ConfigPath.Child(path, entry.Key), entry.KeyPosition);

    /// <summary>The list, or null when an item is wrong: positions in it then still match the file.</summary>
    private Array? BindList(IReadOnlyList<YamlNode> items, ListShape shape, string path)
    {
        var values = new List<object>();
        for (int i = 0; i < items.Count; i++)
        {
            if (Bind(items[i], shape.Item, null, ConfigPath.Item(path, i), items[i].Position) is { } value)
            {
                values.Add(value);
            }
        }

        if (values.Count < items.Count)
        {
            return null;
        }

        var list = Array.CreateInstance(TypeOf(shape.Item), values.Count);
        ((ICollection)values).CopyTo(list, 0);
        return list;
    }

    /// <summary>An unknown key. When it is a misspelling, the key it stands for is not also called missing.</summary>
    private void RefuseKey(YamlEntry entry, IReadOnlyList<string> allowed, string noun, string path)
    {
        string meant = NearestWord.Find(entry.Key, allowed) ?? entry.Key;
        errors.Add(ConfigPath.Child(path, meant), entry.KeyPosition,
            $"unknown {noun} '{YamlScalar.Shorten(entry.Key)}' {ConfigPath.In(path)}. " +
            $"{NearestWord.Hint(entry.Key, allowed)}");
    }

    private static string Name(string path) => path.Length == 0 ? "the configuration" : path;

    private static Type TypeOf(Shape shape) => shape switch
    {
        RecordShape record => record.Type,
        ScalarShape scalar => scalar.Type,
        _ => throw new InvalidOperationException($"A list or mapping of {shape.GetType().Name} has no reader yet."),
    };
}
