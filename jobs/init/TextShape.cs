using System.Text;
using System.Text.Unicode;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;

namespace Segmentation.Jobs.Init;

/// <summary>How a text file is written: encoding, what sets its fields apart, whether its first line names the columns.</summary>
internal static class TextShape
{
    private const int SampleBytes = 1 << 18;
    private const int SampleLines = 200;

    private static readonly (string Name, char Character)[] Delimiters = [(",", ','), (";", ';'), ("tab", '\t'), ("|", '|')];

    /// <summary>Looks at the beginning of a file.</summary>
    public static SourceConfig Of(string path)
    {
        byte[] bytes = Beginning(path);
        bool isUtf8 = Utf8.IsValid(bytes.AsSpan(0, WholeCharacters(bytes)));
        string[] lines = [.. (isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes).TrimStart('\uFEFF')
            .Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Trim().Length > 0).Take(SampleLines)];
        string delimiter = Delimiter(lines);
        string[] first = lines.Length == 0 ? [] : Fields(lines[0], delimiter);
        bool hasHeader = lines.Length == 0 || LooksLikeNames(first);
        return new SourceConfig
        {
            Delimiter = delimiter,
            Encoding = isUtf8 ? SourceEncoding.Utf8 : SourceEncoding.Latin1,
            Header = hasHeader,
            Columns = hasHeader ? [] : [.. Enumerable.Range(1, first.Length).Select(place => $"column_{place}")],
        };
    }

    private static byte[] Beginning(string path)
    {
        using var stream = new SourceStream(path, SourceEncoding.Utf8);
        byte[] bytes = new byte[SampleBytes];
        try
        {
            int count = stream.Bytes.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            // The last line may be cut in the middle.
            int end = count < bytes.Length ? count : bytes.AsSpan(0, count).LastIndexOf((byte)'\n') is >= 0 and var last ? last : count;
            return bytes[..end];
        }
        catch (InvalidDataException)
        {
            throw new FileRefusedException("it is cut short or damaged");
        }
    }

    /// <summary>Without a character that the sample cut in two.</summary>
    private static int WholeCharacters(byte[] bytes)
    {
        int end = bytes.Length;
        for (int back = 1; back <= 3 && back <= bytes.Length; back++)
        {
            byte value = bytes[^back];
            if (value >= 0xC0)
            {
                return bytes.Length - back;
            }

            if (value < 0x80)
            {
                break;
            }
        }

        return end;
    }

    /// <summary>The delimiter that cuts most lines into the same number of fields, more than one.</summary>
    private static string Delimiter(string[] lines)
    {
        (string Name, int Score) best = (",", 0);
        foreach ((string name, char _) in Delimiters)
        {
            int score = Agreement(lines, name);
            best = score > best.Score ? (name, score) : best;
        }

        return best.Score > 0 ? best.Name
            : Agreement(lines, "whitespace") > 0 ? "whitespace"
            // Few lines, and some of them broken: the header must do.
            : Delimiters.Select(known => known.Name).MaxBy(name => lines.Length == 0 ? 0 : Fields(lines[0], name).Length)!;
    }

    private static int Agreement(string[] lines, string delimiter)
    {
        IGrouping<int, int>? usual = lines.Select(line => Fields(line, delimiter).Length).GroupBy(count => count)
            .OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).FirstOrDefault();
        // Of two that agree everywhere, the one with more fields.
        return usual is null || usual.Key < 2 || usual.Count() * 10 < lines.Length * 8 ? 0 : (usual.Count() * 1000) + Math.Min(usual.Key, 999);
    }

    private static string[] Fields(string line, string delimiter)
    {
        if (delimiter == "whitespace")
        {
            return line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        }

        char mark = Delimiters.First(known => known.Name == delimiter).Character;
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        foreach (char character in line)
        {
            if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (character == mark && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(character);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }

    private static bool LooksLikeNames(string[] fields)
    {
        string[] named = [.. fields.Select(field => field.Trim()).Where(field => field.Length > 0)];
        return named.Length > 0
            && named.Distinct(StringComparer.OrdinalIgnoreCase).Count() == named.Length
            && named.All(name => name.Any(char.IsLetter) && !name.Contains('@', StringComparison.Ordinal) && TimeText.Formats(name).Count == 0);
    }
}
