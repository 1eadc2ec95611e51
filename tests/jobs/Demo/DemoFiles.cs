using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Segmentation.Jobs.Demo;

namespace Segmentation.Jobs.Tests.Demo;

/// <summary>Makes a company in a temporary folder and reads it back without the generator's own code.</summary>
public sealed class DemoFiles : IDisposable
{
    public DemoFiles(DemoOptions options, IReadOnlyList<IDemoPart>? parts = null)
    {
        Options = options;
        Folder = Directory.CreateTempSubdirectory("demo").FullName;
        Summary = DemoCompany.Write(Folder, options, parts ?? DemoCompany.Parts, CancellationToken.None);
    }

    public DemoOptions Options { get; }

    public string Folder { get; }

    public DemoSummary Summary { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Paths below the folder, sorted.</summary>
    public IReadOnlyList<string> Paths() =>
    [
        .. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>Hash of each file's bytes, by path.</summary>
    public IReadOnlyDictionary<string, string> Hashes() => Paths().ToDictionary(path => path, Hash);

    public string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, path))));

    public byte[] Bytes(string path)
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, path));
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Physical lines, the header first. CRM files are Latin-1; the last line ends in a line feed.</summary>
    public string[] Lines(string path)
    {
        Encoding encoding = path.Contains("crm/", StringComparison.Ordinal) ? Encoding.Latin1 : Encoding.UTF8;
        return encoding.GetString(Bytes(path)).TrimEnd('\n').Split('\n');
    }

    /// <summary>Records of a truth file by column name. Quoted fields may hold commas.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Truth(string name)
    {
        string[] lines = Lines($"truth/{name}.csv");
        string[] header = Split(lines[0]);
        return [.. lines.Skip(1).Select(line => header.Zip(Split(line)).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    public static string[] Split(string line, char delimiter = ',')
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool isQuoted = false;
        for (int place = 0; place < line.Length; place++)
        {
            char letter = line[place];
            if (letter == '"' && isQuoted && place + 1 < line.Length && line[place + 1] == '"')
            {
                field.Append('"');
                place++;
            }
            else if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (letter == delimiter && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(letter);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }
}
