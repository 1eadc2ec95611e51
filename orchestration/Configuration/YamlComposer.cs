using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Segmentation.Batch.Configuration;

/// <summary>Composes the parser's events into a tree with positions.</summary>
/// <remarks>An alias becomes the node it names. An anchor exists once its node is complete.</remarks>
internal sealed class YamlComposer
{
    private readonly string file;
    private readonly YamlEvents parser;
    private readonly ConfigErrors errors;
    private readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);

    private YamlComposer(string file, YamlEvents events, ConfigErrors errors)
    {
        this.file = file;
        this.errors = errors;
        parser = events;
    }

    /// <summary>The document's root, or null when the text holds nothing but blanks and comments.</summary>
    /// <exception cref="ConfigException">The text is not YAML.</exception>
    public static YamlNode? Compose(string file, string text, ConfigErrors errors)
    {
        YamlEvents events = YamlEvents.Read(file, text);
        try
        {
            return new YamlComposer(file, events, errors).ComposeStream();
        }
        catch (YamlException invalid)
        {
            throw YamlSyntax.Refuse(file, text, invalid.Start, invalid.End, invalid);
        }
    }

    private YamlNode? ComposeStream()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
        {
            return null;
        }

        parser.Consume<DocumentStart>();
        YamlNode root = ComposeNode();
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out DocumentStart? second))
        {
            errors.Add(null, At(second.Start), "a second document starts here. A configuration is one document.");
        }

        return root;
    }

    private YamlNode ComposeNode()
    {
        if (parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
        {
            return Follow(alias);
        }

        if (!parser.Accept<NodeEvent>(out NodeEvent? start))
        {
            throw new YamlException(parser.Current!.Start, parser.Current.End, "a key or value is missing");
        }

        if (!start.Tag.IsEmpty)
        {
            errors.Add(null, At(start.Start), $"the tag '{start.Tag.Value}' is not used here. Remove it.");
        }

        YamlNode node = start switch
        {
            MappingStart => ComposeMap(),
            SequenceStart => ComposeList(),
            _ => ComposeScalar(),
        };

        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    private YamlNode Follow(AnchorAlias alias)
    {
        if (anchors.TryGetValue(alias.Value.Value, out YamlNode? known))
        {
            return known;
        }

        errors.Add(null, At(alias.Start), $"'*{alias.Value.Value}' names no anchor. " +
            $"Write '&{alias.Value.Value}' before the value it stands for, further up.");
        return new YamlScalar(At(alias.Start), "", IsPlain: true);
    }

    private YamlScalar ComposeScalar()
    {
        var scalar = parser.Consume<Scalar>();
        return new YamlScalar(At(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private YamlList ComposeList()
    {
        var start = parser.Consume<SequenceStart>();
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ComposeNode());
        }

        return new YamlList(At(start.Start), items);
    }

    private YamlMap ComposeMap()
    {
        var start = parser.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var merged = new List<YamlNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            YamlNode key = ComposeNode();
            YamlNode value = ComposeNode();
            if (key is not YamlScalar { Text: var name, IsPlain: var isPlain })
            {
                errors.Add(null, key.Position, $"{key.Noun} stands where a key is expected. A key is a single word.");
            }
            else if (isPlain && name == "<<")
            {
                merged.Add(value);
            }
            else if (!lines.TryAdd(name, key.Position.Line))
            {
                errors.Add(null, key.Position, $"key '{YamlScalar.Shorten(name)}' is written twice; " +
                    $"it first stands on line {lines[name]}. Keep one.");
            }
            else
            {
                entries.Add(new YamlEntry(name, key.Position, value));
            }
        }

        merged.ForEach(node => Merge(node, entries, lines));
        return new YamlMap(At(start.Start), entries);
    }

    /// <summary>Takes over the keys of an anchored mapping, except those that are there already.</summary>
    private void Merge(YamlNode node, List<YamlEntry> entries, Dictionary<string, int> lines)
    {
        switch (node)
        {
            case YamlMap map:
                entries.AddRange(map.Entries.Where(entry => lines.TryAdd(entry.Key, entry.KeyPosition.Line)));
                break;
            case YamlList list when list.Items.All(item => item is YamlMap):
                list.Items.ToList().ForEach(item => Merge(item, entries, lines));
                break;
            default:
                errors.Add(null, node.Position, $"{node.Noun} cannot be merged with '<<'. " +
                    "Merge a mapping: '<<: *anchor'.");
                break;
        }
    }

    private ConfigPosition At(Mark mark) => new(file, (int)mark.Line, (int)mark.Column);
}
