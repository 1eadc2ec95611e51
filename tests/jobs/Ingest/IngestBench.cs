using System.Data.Common;
using System.IO.Compression;
using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>A project folder of its own for one test: files in, nights run, tables out.</summary>
internal sealed class IngestBench : IDisposable
{
    private int night;

    public IngestBench()
    {
        Folder = Directory.CreateTempSubdirectory("segbatch-ingest-").FullName;
        Folders = new ProjectFolders(Folder, Path.Combine(Folder, "warehouse"));
    }

    public string Folder { get; }

    public ProjectFolders Folders { get; }

    public MemoryLedger Ledger { get; } = new();

    public ListLog Log { get; } = new();

    public SegmentationConfig Config { get; set; } = Configuration(OrderLines("in"));

    public IngestLimits Limits { get; set; } = new();

    public static SegmentationConfig Configuration(SourceConfig source, string name = "shop") => new()
    {
        Company = "Test",
        Currency = "EUR",
        Sources = new Dictionary<string, SourceConfig> { [name] = source },
    };

    /// <summary>Order lines as the files of most tests bring them: id,line,at,amount.</summary>
    public static SourceConfig OrderLines(string files) => new()
    {
        Files = [files],
        Tables = new Dictionary<string, TableMapping> { ["order_lines"] = new() { Columns = OrderColumns() } },
    };

    public static Dictionary<string, string> OrderColumns() => new()
    {
        ["order_id"] = "id",
        ["line_number"] = "line",
        ["ordered_at"] = "at",
        ["line_amount"] = "amount",
    };

    public string Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public string Write(string path, byte[] bytes)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    public static byte[] Gzip(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }

    public IngestResult Run(string? runId = null, CancellationToken cancellationToken = default) =>
        new IngestJob(Limits).Run(Context(runId), Ledger, cancellationToken);

    public RunContext Context(string? runId = null)
    {
        night++;
        return new RunContext
        {
            RunId = runId ?? $"night-{night:000}",
            SnapshotDate = new DateOnly(2026, 7, 1),
            StartedAt = new DateTimeOffset(2026, 7, night, 1, 0, 0, TimeSpan.Zero),
            Config = Config,
            Folders = Folders,
            Log = Log,
        };
    }

    public string Refused() => Should.Throw<RunRefusedException>(() => Run()).Message;

    /// <summary>Reads the views that other steps read.</summary>
    public IReadOnlyList<T> Query<T>(string sql, Func<DbDataReader, T> read)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions());
        RawStore.CreateViews(engine, Ledger, Folders);
        return engine.Query(sql, "a test", read);
    }

    public IReadOnlyList<string> Texts(string sql) => Query(sql, row => row.IsDBNull(0) ? "null" : row.GetString(0));

    public long Count(string table) => Query($"select count(*) from {table}", row => row.GetInt64(0))[0];

    public IReadOnlyList<string> Reasons(string table = "order_lines") =>
        Texts($"select reason from quarantine.{table} order by source_system, source_file, source_row");

    public void Dispose()
    {
        foreach (string folder in Directory.GetDirectories(Folder, "*", SearchOption.AllDirectories))
        {
            if (!OperatingSystem.IsWindows() && new DirectoryInfo(folder).LinkTarget is null)
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Directory.Delete(Folder, recursive: true);
    }

    internal sealed class ListLog : IRunLog
    {
        public List<string> Notes { get; } = [];

        public void StepStarted(string step)
        {
        }

        public void StepFinished(string step, long? rowCount, string summary)
        {
        }

        public void Note(string message) => Notes.Add(message);
    }
}
