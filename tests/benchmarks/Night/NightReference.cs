using System.Diagnostics;
using System.Globalization;
using Segmentation.Sql.Engine;

namespace Segmentation.Benchmarks.Night;

/// <summary>The peer: reference.sql over the same raw Parquet, in a process of its own. Prints its CPU seconds.</summary>
internal static class NightReference
{
    /// <summary>Runs the script.</summary>
    /// <param name="args">The raw folder, the database to write, DuckDB's memory limit.</param>
    /// <param name="output">Where the figure goes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, TextWriter output)
    {
        (string raw, string database, string memoryLimit) = (args[0], args[1], args[2]);
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        using (DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions
        {
            Path = database,
            Threads = 2,
            MemoryLimit = memoryLimit,
            SpillFolder = database + ".spill",
        }))
        {
            string script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Night", "reference.sql"));
            engine.Execute(script, "reference.sql", new Dictionary<string, object?>
            {
                ["snapshot_date"] = NightOptions.SnapshotDate,
                ["customers_path"] = Path.Combine(raw, "customers", "*.parquet"),
                ["products_path"] = Path.Combine(raw, "products", "*.parquet"),
                ["order_lines_path"] = Path.Combine(raw, "order_lines", "*.parquet"),
            });
        }

        self.Refresh();
        output.WriteLine((self.TotalProcessorTime - before).TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }
}
