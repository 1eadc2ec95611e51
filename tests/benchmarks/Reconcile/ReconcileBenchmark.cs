using System.CommandLine;
using System.Globalization;
using Segmentation.Benchmarks.Night;
using Segmentation.Sql.Engine;

namespace Segmentation.Benchmarks.Reconcile;

/// <summary>What does it cost to reconcile documents with ledger entries, beside one plain hash join of the two?</summary>
/// <remarks>Both sides read the same two tables of one DuckDB file, each in a process of its own, with the same threads and memory, in
/// turn. The breaks that the product finds are counted against those that were planted before its cost is told.</remarks>
public static class ReconcileBenchmark
{
    /// <summary>Measures and prints.</summary>
    /// <returns>The exit code: 1 when other breaks were found than were planted.</returns>
    public static int Run(string[] args, TextWriter output)
    {
        var documents = new Option<long>("--documents") { Description = "Documents of the warehouse.", DefaultValueFactory = _ => 10_000_000 };
        var pairs = new Option<int>("--pairs") { Description = "Runs of each side, in turn.", DefaultValueFactory = _ => 5 };
        var memory = new Option<string>("--memory") { Description = "DuckDB's memory limit, of both sides.", DefaultValueFactory = _ => "4GB" };
        var folder = new Option<string>("--folder")
        {
            Description = "Where the made-up books go; emptied first.",
            DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "segbatch-reconcile"),
        };
        var command = new RootCommand("Reconciling made-up books: the product's steps beside one plain hash join.") { documents, pairs, memory, folder };
        command.SetAction(parsed => Measure(
            parsed.GetValue(documents), parsed.GetValue(pairs), new ReconcileSide(Path.GetFullPath(parsed.GetRequiredValue(folder)), parsed.GetRequiredValue(memory)), output));
        return command.Parse(args).Invoke();
    }

    private static int Measure(long documents, int pairs, ReconcileSide side, TextWriter output)
    {
        Generate(documents, side);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{documents:N0} documents, {Count(side, "finance.ledger_entries"):N0} entries"));
        var runs = new List<(SideCost Plain, SideCost Product)>();
        for (int pair = 0; pair < pairs; pair++)
        {
            // Who goes first changes, so that neither always finds the disk's cache warm.
            SideCost first = Cost(side, pair % 2 == 0 ? ReconcileSide.Plain : ReconcileSide.Product);
            SideCost second = Cost(side, pair % 2 == 0 ? ReconcileSide.Product : ReconcileSide.Plain);
            runs.Add(pair % 2 == 0 ? (first, second) : (second, first));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"pair {pair + 1}: join {runs[^1].Plain.CpuSeconds:0.00} CPU s, {runs[^1].Plain.WallSeconds:0.00} s; product {runs[^1].Product.CpuSeconds:0.00} CPU s, {runs[^1].Product.WallSeconds:0.00} s; ratio {runs[^1].Product.CpuSeconds / runs[^1].Plain.CpuSeconds:0.00}"));
        }

        output.WriteLine(Table(runs));
        output.WriteLine(runs[^1].Product.Steps);
        return Verdict(side, output) ? 0 : 1;
    }

    private static void Generate(long documents, ReconcileSide side)
    {
        if (Directory.Exists(side.Folder))
        {
            Directory.Delete(side.Folder, recursive: true);
        }

        Directory.CreateDirectory(side.Folder);
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = side.BooksFile });
        engine.Execute(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reconcile", "generate.sql")), "generate.sql",
            new Dictionary<string, object?> { ["document_count"] = documents });
    }

    private static SideCost Cost(ReconcileSide side, string name) =>
        SideCost.Parse(MeasuredProcess.Run("Segmentation.Benchmarks.dll", "reconcile-side", name, side.Folder, side.MemoryLimit));

    private static string Table(List<(SideCost Plain, SideCost Product)> runs) => string.Join('\n',
    [
        "",
        "| what | CPU s | wall s | CPU to the join | wall to the join | peak MiB |",
        "|---|---|---|---|---|---|",
        string.Create(CultureInfo.InvariantCulture, $"| one hash join | {Median(runs, run => run.Plain.CpuSeconds):0.00} | {Median(runs, run => run.Plain.WallSeconds):0.00} | 1.00 | 1.00 | {Median(runs, run => run.Plain.PeakMegabytes):N0} |"),
        string.Create(CultureInfo.InvariantCulture, $"| reconciled | {Median(runs, run => run.Product.CpuSeconds):0.00} | {Median(runs, run => run.Product.WallSeconds):0.00} | {Median(runs, run => run.Product.CpuSeconds / run.Plain.CpuSeconds):0.00} | {Median(runs, run => run.Product.WallSeconds / run.Plain.WallSeconds):0.00} | {Median(runs, run => run.Product.PeakMegabytes):N0} |"),
        "",
    ]);

    /// <summary>Every planted break and no other, class by class.</summary>
    private static bool Verdict(ReconcileSide side, TextWriter output)
    {
        using DuckDbEngine engine = side.Open(ReconcileSide.Product, isNew: false);
        IReadOnlyList<string> differences = engine.Query(
            """
            select break_class || ' planted ' || coalesce(planted.break_count, 0) || ', found ' || coalesce(found.break_count, 0)
            from books.finance.planted
            full outer join (select break_class, count(*) as break_count from finance.break_findings group by all) as found using (break_class)
            where planted.break_count is distinct from found.break_count
            """, "breaks found", row => row.GetString(0));
        long count = engine.Scalar<long>("select count(*) from finance.break_findings", "breaks found");
        output.WriteLine(differences.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"All {count:N0} planted breaks were found by their class, and no other.")
            : $"DIFFERENT: {string.Join("; ", differences)}");
        return differences.Count == 0 && count > 0;
    }

    private static long Count(ReconcileSide side, string table)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = side.BooksFile, IsReadOnly = true });
        return engine.Scalar<long>($"select count(*) from {table}", table);
    }

    private static double Median(List<(SideCost Plain, SideCost Product)> runs, Func<(SideCost Plain, SideCost Product), double> figure)
    {
        double[] sorted = [.. runs.Select(figure).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
