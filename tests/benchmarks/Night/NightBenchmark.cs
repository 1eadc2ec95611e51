using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Benchmarks.Night;

/// <summary>What do the night's transforms cost beside the best hand-written SQL for the same columns?</summary>
/// <remarks>Both read the same raw Parquet with two threads and the same memory limit, each in a process of its own, in
/// turn. Afterwards the product publishes, and every feature and score of every customer is compared: only equal answers
/// may be compared in cost.</remarks>
public static class NightBenchmark
{
    private const string MemoryLimit = "1200MB";

    /// <summary>Measures and prints.</summary>
    /// <returns>The exit code: 1 when the two sides do not agree.</returns>
    public static int Run(string[] args, TextWriter output) => NightOptions.Invoke(args, options => Measure(options, output));

    private static int Measure(NightOptions options, TextWriter output)
    {
        MakeFiles(options);
        MeasuredProcess ingest = MeasuredProcess.Run("segbatch.dll", "ingest", "--config", options.Folder, "--quiet");
        output.WriteLine($"ingest: {options.Lines / ingest.WallSeconds:N0} order lines per second, peak {ingest.PeakMegabytes:N0} MB");

        string[] night = ["--config", options.Folder, "--snapshot-date", $"{NightOptions.SnapshotDate:yyyy-MM-dd}", "--quiet"];
        var pairs = new List<NightPair>();
        for (int pair = 0; pair < options.Pairs; pair++)
        {
            File.Delete(options.ReferenceFile);
            MeasuredProcess reference = MeasuredProcess.Run(
                "Segmentation.Benchmarks.dll", "night-reference", options.RawFolder, options.ReferenceFile, MemoryLimit);
            MeasuredProcess product = MeasuredProcess.Run("segbatch.dll", ["plan", .. night]);
            pairs.Add(NightPair.Of(reference, product, StepsOfLastRun(options)));
            output.WriteLine($"pair {pair + 1}: {pairs[^1]}");
        }

        output.WriteLine(NightTable.Of(pairs));
        MeasuredProcess.Run("segbatch.dll", ["nightly", .. night]);
        NightComparison comparison = NightComparison.Of(options);
        output.WriteLine(comparison);
        return comparison.IsEqual ? 0 : 1;
    }

    private static void MakeFiles(NightOptions options)
    {
        if (Directory.Exists(options.Folder))
        {
            Directory.Delete(options.Folder, recursive: true);
        }

        string files = Path.Combine(options.Folder, "files");
        Directory.CreateDirectory(files);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Night", "segmentation.yml"), Path.Combine(options.Folder, "segmentation.yml"));
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions());
        engine.Execute(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Night", "generate.sql")),
            "generate.sql",
            new Dictionary<string, object?>
            {
                ["seed"] = options.Seed,
                ["customer_count"] = options.Customers,
                ["line_count"] = options.Lines,
                ["customers_path"] = Path.Combine(files, "customers.parquet"),
                ["products_path"] = Path.Combine(files, "products.parquet"),
                ["order_lines_path"] = Path.Combine(files, "order_lines.parquet"),
            });
    }

    private static IReadOnlyList<StepRow> StepsOfLastRun(NightOptions options)
    {
        return SqlLedger.Open(new SqliteDialect(Path.Combine(options.Folder, "warehouse", "ledger.db"))).Steps(1);
    }
}
