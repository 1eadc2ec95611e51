using System.Text;
using System.Text.Json;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>Reads text with one JSON object per line. Its top-level keys are the columns; nested values stay JSON.</summary>
internal sealed class JsonLinesReader : RecordReader
{
    private const int MaxKeysKept = 10_000;
    private readonly ByteWindow window;
    private readonly RecordScanner scanner;
    private readonly List<string> columns = [];
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private string[] chosen = [];
    private byte[][] keys = [];
    private bool[] isSeen = [];
    private (int Start, int Length)[] fields = [];
    private byte[] unescaped = new byte[256];
    private int unescapedCount;
    private byte[]? readable;

    /// <summary>Opens a file and looks at the keys of its first lines.</summary>
    /// <exception cref="FileRefusedException">The file is empty, binary or damaged, or one JSON array.</exception>
    public JsonLinesReader(string path, SourceConfig source)
    {
        window = new ByteWindow(new SourceStream(path, source.Encoding));
        scanner = new RecordScanner(window, delimiter: null);
        ReadOnlySpan<byte> first = window.Buffer.AsSpan(window.Start, window.End - window.Start);
        if (first.TrimStart(" \t\r\n"u8).StartsWith("["u8))
        {
            Dispose();
            throw new FileRefusedException("it is one JSON array; one object per line is expected");
        }

        int end = window.IsAtEnd ? first.Length : first.LastIndexOf((byte)'\n');
        foreach (Range line in first[..Math.Max(end, 0)].Split((byte)'\n'))
        {
            Parse(first[line], isChosen: false);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => columns;

    /// <inheritdoc/>
    public override bool HasFixedColumns => false;

    /// <inheritdoc/>
    public override string? Doubt => window.Doubt;

    /// <inheritdoc/>
    public override Span<byte> Raw => readable ?? scanner.Record;

    /// <inheritdoc/>
    public override void Choose(IReadOnlyList<string> columns)
    {
        chosen = [.. columns.Select(name => Find(this.columns, name) is >= 0 and var place ? this.columns[place] : name)];
        keys = [.. chosen.Select(Encoding.UTF8.GetBytes)];
        (isSeen, fields) = (new bool[chosen.Length], new (int, int)[chosen.Length]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Absent() => RecordNumber == 0 ? [] : [.. chosen.Where((_, place) => !isSeen[place])];

    /// <inheritdoc/>
    public override bool Read()
    {
        readable = null;
        if (!scanner.Next())
        {
            return false;
        }

        RecordNumber++;
        Defect = DefectOf(scanner.Record);
        if (Defect is not null)
        {
            readable = Readable(scanner.Record);
        }
        else if (!Parse(scanner.Record, isChosen: true))
        {
            Defect = "the line is not a JSON object";
        }

        return true;
    }

    /// <inheritdoc/>
    public override Span<byte> Field(int chosen)
    {
        (int start, int length) = fields[chosen];
        return start >= 0 ? scanner.Record.Slice(start, length) : unescaped.AsSpan(~start, length);
    }

    /// <inheritdoc/>
    public override void Dispose() => window.Dispose();

    private bool Parse(ReadOnlySpan<byte> line, bool isChosen)
    {
        Array.Clear(fields);
        unescapedCount = 0;
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                int place = isChosen ? PlaceOf(ref json) : -1;
                if (place < 0 && known.Count < MaxKeysKept && json.GetString() is { } name && known.Add(name))
                {
                    columns.Add(name);
                }

                json.Read();
                Take(ref json, place);
            }

            return !json.Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that stands for no character.
            return false;
        }
    }

    private int PlaceOf(ref Utf8JsonReader json)
    {
        for (int place = 0; place < keys.Length; place++)
        {
            if (json.ValueTextEquals(keys[place]))
            {
                return place;
            }
        }

        return -1;
    }

    private void Take(ref Utf8JsonReader json, int place)
    {
        int start = (int)json.TokenStartIndex;
        JsonTokenType kind = json.TokenType;
        bool isEscaped = json.ValueIsEscaped;
        if (place >= 0 && kind == JsonTokenType.String && isEscaped)
        {
            fields[place] = Unescape(ref json);
        }

        json.Skip();
        if (place < 0)
        {
            return;
        }

        isSeen[place] = true;
        int length = (int)json.BytesConsumed - start;
        fields[place] = kind switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.String when isEscaped => fields[place],
            JsonTokenType.String => (start + 1, length - 2),
            _ => (start, length),
        };
    }

    private (int Start, int Length) Unescape(ref Utf8JsonReader json)
    {
        int start = unescapedCount;
        if (start + json.ValueSpan.Length > unescaped.Length)
        {
            Array.Resize(ref unescaped, Math.Max(unescaped.Length * 2, start + json.ValueSpan.Length));
        }

        int length = json.CopyString(unescaped.AsSpan(start));
        unescapedCount += length;
        return (~start, length);
    }
}
