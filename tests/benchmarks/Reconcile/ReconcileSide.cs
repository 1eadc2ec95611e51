using System.Diagnostics;
using System.Globalization;
using Segmentation.Batch.Ledger;
using Segmentation.Benchmarks.Night;
using Segmentation.Jobs;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Benchmarks.Reconcile;

/// <summary>One side of the measurement, in a process of its own.</summary>
/// <param name="Folder">Where the made-up books lie, and the side's own database.</param>
/// <param name="MemoryLimit">DuckDB's memory limit.</param>
internal sealed record ReconcileSide(string Folder, string MemoryLimit)
{
    public const string Plain = "plain";
    public const string Product = "product";

    private const int Threads = 2;

    /// <summary>The steps of the night that compare; what they read is given.</summary>
    private static readonly string[] Steps = ["define_ledger_rules", "finance.documents_compared", "finance.entries_paired", "reconcile_ledger"];

    /// <summary>Both sides' tables.</summary>
    public string BooksFile => Path.Combine(Folder, "books.duckdb");

    /// <summary>Does one side's work and prints its processor seconds, wall seconds and what each step took.</summary>
    public static int Run(string[] args, TextWriter output)
    {
        var side = new ReconcileSide(args[1], args[2]);
        using DuckDbEngine engine = side.Open(args[0], isNew: true);
        // Reading the catalog is no part of comparing, and the other side has none.
        (string, Action)[] work = [.. args[0] == Plain ? Join(engine) : side.Reconcile(engine)];
        using Process self = Process.GetCurrentProcess();
        (TimeSpan Cpu, long Stamp) Now()
        {
            self.Refresh();
            return (self.TotalProcessorTime, Stopwatch.GetTimestamp());
        }

        (TimeSpan Cpu, long Stamp) before = Now();
        var steps = new List<string>();
        foreach ((string name, Action step) in work)
        {
            (TimeSpan Cpu, long _) begun = Now();
            step();
            steps.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {(Now().Cpu - begun.Cpu).TotalSeconds:0.00}"));
        }

        (TimeSpan Cpu, long Stamp) after = Now();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(after.Cpu - before.Cpu).TotalSeconds:R};{Stopwatch.GetElapsedTime(before.Stamp, after.Stamp).TotalSeconds:R};CPU s by step: {string.Join(", ", steps)}"));
        return 0;
    }

    /// <summary>Opens a side's own database over the books.</summary>
    public DuckDbEngine Open(string name, bool isNew)
    {
        string path = Path.Combine(Folder, $"{name}.duckdb");
        if (isNew)
        {
            File.Delete(path);
        }

        DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = path, Threads = Threads, MemoryLimit = MemoryLimit, SpillFolder = path + ".spill" });
        engine.Execute($"attach {SqlText.Literal(BooksFile)} as books (read_only)", "the books");
        if (isNew)
        {
            foreach (string table in (string[])["finance.documents", "finance.ledger_entries", "config.finance", "config.exchange_rates", "raw.exchange_rates"])
            {
                engine.Execute($"create schema if not exists {table.Split('.')[0]}; create view {table} as select * from books.{table}", table);
            }
        }

        return engine;
    }

    private static IEnumerable<(string, Action)> Join(DuckDbEngine engine) =>
        [("hash join", () => engine.Execute(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reconcile", "plain.sql")), "plain.sql"))];

    /// <summary>The product's own steps in the night's order.</summary>
    private IEnumerable<(string, Action)> Reconcile(DuckDbEngine engine)
    {
        TransformCatalog catalog = TransformCatalog.Load(null);
        engine.CreateFunctions(catalog);
        var run = new RunContext
        {
            RunId = "benchmark",
            SnapshotDate = new DateOnly(2026, 7, 1),
            StartedAt = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero),
            Config = new SegmentationConfig { Currency = "EUR" },
            Folders = new ProjectFolders(Folder, Folder),
            Log = new SilentLog(),
        };
        var context = new JobContext(run, engine, SqlLedger.Open(new SqliteDialect(Path.Combine(Folder, "ledger.db"))), catalog, [], IsFullRefresh: false);
        return Pipeline.Plan(catalog).Where(step => Steps.Contains(step.Name)).Select(step => (step.Name, new Action(() =>
        {
            if (step.Transform is { } transform)
            {
                engine.RunTransform(transform, RunParameters.Of(run));
            }
            else
            {
                step.Job!.Run(context, CancellationToken.None);
            }
        })));
    }

    private sealed class SilentLog : IRunLog
    {
        public void StepStarted(string step)
        {
        }

        public void StepFinished(string step, long? rowCount, string summary)
        {
        }

        public void Note(string message)
        {
        }
    }
}

/// <summary>What one side cost.</summary>
internal sealed record SideCost(double CpuSeconds, double WallSeconds, double PeakMegabytes, string Steps)
{
    /// <summary>Reads what the side's process printed.</summary>
    public static SideCost Parse(MeasuredProcess process)
    {
        string[] parts = process.Output.Trim().Split(';');
        return new SideCost(
            double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture), process.PeakMegabytes, parts[2]);
    }
}
