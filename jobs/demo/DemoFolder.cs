using System.IO.Compression;
using System.Text;

namespace Segmentation.Jobs.Demo;

/// <summary>One file delivered to the company's warehouse.</summary>
/// <param name="Path">Path below the company's folder, with forward slashes.</param>
/// <param name="Table">Contract table its rows belong to.</param>
/// <param name="Kind">full, day, month, late, empty or duplicate.</param>
/// <param name="DeliveredDate">First snapshot date whose night can see the file.</param>
/// <param name="RowCount">Data records, header not counted, defects counted.</param>
/// <param name="DefectCount">Records among them that a correct program refuses.</param>
public sealed record DemoFile(
    string Path, string Table, string Kind, DateOnly DeliveredDate, long RowCount, int DefectCount);

/// <summary>The folder a company is written to. Files are made in a temporary place until all are there.</summary>
public sealed class DemoFolder
{
    private const string StagingName = ".partial";
    private readonly string _staging;
    private readonly List<DemoFile> _deliveries = [];

    private DemoFolder(string path)
    {
        Path = path;
        _staging = System.IO.Path.Combine(path, StagingName);
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Files delivered so far, in the order they were written.</summary>
    public IReadOnlyList<DemoFile> Deliveries => _deliveries;

    /// <summary>Prepares the folder. What an interrupted run left under the temporary name is removed.</summary>
    /// <exception cref="IOException">The folder holds something already.</exception>
    internal static DemoFolder Begin(string path)
    {
        DemoFolder folder = new(System.IO.Path.GetFullPath(path));
        Directory.CreateDirectory(folder.Path);
        if (Directory.EnumerateFileSystemEntries(folder.Path)
            .Any(entry => System.IO.Path.GetFileName(entry) != StagingName))
        {
            throw new IOException(
                $"The demo company needs an empty folder and {folder.Path} holds files. " +
                "Nothing was changed. Name another folder, or empty this one.");
        }

        folder.Abandon();
        Directory.CreateDirectory(folder._staging);
        return folder;
    }

    /// <summary>Opens a CSV file; a name ending in .gz is compressed.</summary>
    /// <param name="path">Path below the company's folder, with forward slashes.</param>
    /// <param name="header">Column names.</param>
    /// <param name="delimiter">Field separator.</param>
    /// <param name="encoding">Text encoding. Null: UTF-8 without a mark.</param>
    /// <param name="decimalMark">Decimal mark of amounts.</param>
    public DemoCsvWriter OpenCsv(
        string path,
        IReadOnlyList<string> header,
        char delimiter = ',',
        Encoding? encoding = null,
        char decimalMark = '.')
    {
        StreamWriter writer = new(Create(path), encoding ?? new UTF8Encoding(false), 16 * 1024);
        return new DemoCsvWriter(writer, header, delimiter, decimalMark);
    }

    /// <summary>Writes a text file as UTF-8.</summary>
    public void WriteText(string path, string text)
    {
        using StreamWriter writer = new(Create(path), new UTF8Encoding(false));
        writer.Write(text);
    }

    /// <summary>Notes that a finished file is part of what the warehouse receives.</summary>
    public void Deliver(DemoFile file) => _deliveries.Add(file);

    /// <summary>Reads a file already written, uncompressed, one character per byte, so that any encoding survives.</summary>
    internal List<string> ReadLines(string path)
    {
        List<string> lines = [];
        using FileStream file = File.OpenRead(Staged(path));
        using GZipStream unzipped = new(file, CompressionMode.Decompress);
        using StreamReader reader = new(unzipped, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        while (reader.ReadLine() is string line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Replaces a file by lines of one character per byte, and corrects its entry.</summary>
    internal void Replace(DemoFile file, IReadOnlyList<string> lines, int defectCount)
    {
        using (StreamWriter writer = new(Create(file.Path), Encoding.Latin1) { NewLine = "\n" })
        {
            foreach (string line in lines)
            {
                writer.WriteLine(line);
            }
        }

        _deliveries[_deliveries.IndexOf(file)] = file with { RowCount = lines.Count - 1, DefectCount = defectCount };
    }

    /// <summary>Delivers the bytes of a file once more under another name.</summary>
    internal void Duplicate(DemoFile file, string path, DateOnly deliveredDate)
    {
        File.Copy(Staged(file.Path), Staged(path));
        Deliver(file with { Path = path, Kind = "duplicate", DeliveredDate = deliveredDate });
    }

    /// <summary>Moves everything into place; the configuration comes last, since it is what a run starts from.</summary>
    internal void Publish()
    {
        foreach (string directory in Directory.GetDirectories(_staging).Order(StringComparer.Ordinal))
        {
            Directory.Move(directory, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(directory)));
        }

        foreach (string file in Directory.GetFiles(_staging).Order(StringComparer.Ordinal))
        {
            File.Move(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
        }

        Abandon();
    }

    /// <summary>Removes what is under the temporary name.</summary>
    internal void Abandon()
    {
        if (Directory.Exists(_staging))
        {
            Directory.Delete(_staging, recursive: true);
        }
    }

    private string Staged(string path) => System.IO.Path.Combine(_staging, path);

    private Stream Create(string path)
    {
        string full = Staged(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        FileStream file = new(full, FileMode.Create, FileAccess.Write, FileShare.None, 16 * 1024);
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
    }
}
