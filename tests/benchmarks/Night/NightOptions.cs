using System.CommandLine;

namespace Segmentation.Benchmarks.Night;

/// <summary>Sizes of one measurement. The defaults are the documented ones.</summary>
internal sealed record NightOptions(int Customers, int Lines, int Pairs, long Seed, string Folder)
{
    /// <summary>The night's snapshot: the day after the last order.</summary>
    public static DateOnly SnapshotDate { get; } = new(2026, 7, 1);

    /// <summary>Where the product keeps its raw Parquet, which both sides read.</summary>
    public string RawFolder => Path.Combine(Folder, "warehouse", "raw");

    /// <summary>What the product publishes.</summary>
    public string ServingFile => Path.Combine(Folder, "warehouse", "segments.duckdb");

    /// <summary>What the reference computes.</summary>
    public string ReferenceFile => Path.Combine(Folder, "reference.duckdb");

    /// <summary>Parses a command line and measures.</summary>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] args, Func<NightOptions, int> measure)
    {
        var customers = new Option<int>("--customers") { Description = "Customers.", DefaultValueFactory = _ => 1_000_000 };
        var lines = new Option<int>("--lines") { Description = "Order lines.", DefaultValueFactory = _ => 25_000_000 };
        var pairs = new Option<int>("--pairs") { Description = "Runs of each side, in turn.", DefaultValueFactory = _ => 3 };
        var seed = new Option<long>("--seed") { Description = "Seed of the made-up company.", DefaultValueFactory = _ => 7 };
        var folder = new Option<string>("--folder")
        {
            Description = "Where files and warehouse go; emptied first.",
            DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "segbatch-night"),
        };
        var command = new RootCommand("Features and RFM of a made-up company: the product's steps beside hand-written SQL, in one run.")
        {
            customers, lines, pairs, seed, folder,
        };
        command.SetAction(parsed => measure(new NightOptions(
            parsed.GetValue(customers), parsed.GetValue(lines), parsed.GetValue(pairs), parsed.GetValue(seed),
            Path.GetFullPath(parsed.GetRequiredValue(folder)))));
        return command.Parse(args).Invoke();
    }
}
