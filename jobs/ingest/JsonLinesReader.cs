using System.Text;
using System.Text.Json;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Ingest;

/// <summary>Reads JSON lines: one object per line, its top-level members are the columns.</summary>
internal sealed class JsonLinesReader(string path, SourceConfig source) : RecordReader
{
    private readonly ByteWindow window = new(SourceStream.Open(path, source.Encoding));
    private IReadOnlyList<string> chosen = [];
    private byte[] raw = [];
    private byte[][] values = [];

    public override IReadOnlyList<string> Columns => chosen;

    public override bool HasFixedColumns => false;

    public override Span<byte> Raw => raw;

    public override IReadOnlyList<string> Choose(IReadOnlyList<string> columns)
    {
        chosen = columns;
        return [];
    }

    public override Span<byte> Field(int chosen) => values[chosen];

    public override bool Read()
    {
        while (true)
        {
            int length = LineLength();
            if (length < 0)
            {
                return false;
            }

            ReadOnlySpan<byte> line = window.Buffer.AsSpan(window.Start, length);
            window.Start = Math.Min(window.End, window.Start + length + 1);
            line = line.TrimEnd((byte)'\r');
            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            {
                RecordNumber++;
                Parse(line);
                return true;
            }
        }
    }

    public override void Dispose() => window.Dispose();

    /// <summary>Length of the next line without its end; -1 at the end of the file.</summary>
    private int LineLength()
    {
        while (true)
        {
            int length = window.Buffer.AsSpan(window.Start, window.End - window.Start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return length;
            }

            if (window.End - window.Start > MaxRecordBytes * 16)
            {
                throw new FileRefusedException("a line is longer than 16 MiB");
            }

            if (!window.Fill())
            {
                return window.Start == window.End ? -1 : window.End - window.Start;
            }
        }
    }

    private void Parse(ReadOnlySpan<byte> line)
    {
        Defect = DefectOf(line);
        raw = Defect is null ? line.ToArray() : Readable(line);
        if (Defect is not null)
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(raw);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                Defect = "not a JSON object";
                return;
            }

            values = [.. chosen.Select(name => Value(document.RootElement, name))];
        }
        catch (JsonException)
        {
            Defect = "not valid JSON";
        }
    }

    private static byte[] Value(JsonElement record, string name)
    {
        if (!record.TryGetProperty(name, out JsonElement value))
        {
            foreach (JsonProperty member in record.EnumerateObject().Where(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                value = member.Value;
            }
        }

        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            JsonValueKind.String => Encoding.UTF8.GetBytes(value.GetString()!),
            _ => Encoding.UTF8.GetBytes(value.GetRawText()),
        };
    }
}
