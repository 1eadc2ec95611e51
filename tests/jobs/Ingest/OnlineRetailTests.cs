using System.Diagnostics;
using System.Runtime.CompilerServices;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;
using Xunit.Abstractions;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>A year of real invoice lines, one file per day.</summary>
public sealed class OnlineRetailTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Every_line_of_Online_Retail_is_read_and_the_total_is_the_published_one()
    {
        string days = SharedData("online-retail/by-day");
        using var bench = new IngestBench();
        bench.Config = IngestBench.Configuration(new SourceConfig
        {
            Files = [$"{days}/*.csv.gz"],
            Tables = new Dictionary<string, TableMapping>
            {
                ["order_lines"] = new()
                {
                    Columns = new Dictionary<string, string>
                    {
                        ["order_id"] = "InvoiceNo",
                        ["source_record_id"] = "replace(CustomerID, '.0', '')",
                        ["ordered_at"] = "InvoiceDate",
                        ["product_id"] = "StockCode",
                        ["quantity"] = "Quantity",
                        ["unit_price"] = "UnitPrice",
                        ["line_amount"] = "number(Quantity) * number(UnitPrice)",
                        ["region"] = "Country",
                    },
                },
            },
        }) with
        { Currency = "GBP" };

        var watch = Stopwatch.StartNew();
        IngestResult result = bench.Run();
        output.WriteLine($"{result.Summary}; {watch.ElapsedMilliseconds} ms");

        result.Rows(LoadFate.Read).ShouldBe(541_909);
        result.Rows(LoadFate.Accepted).ShouldBe(541_909);
        result.Totals.Where(total => total.Fate == LoadFate.Accepted).Sum(total => total.Amount).ShouldBe(9_747_747.934m);
        bench.Query("select count(*), sum(line_amount), count(*) filter (where source_record_id is null) from raw.order_lines",
            row => (row.GetInt64(0), row.GetDecimal(1), row.GetInt64(2))).Single().ShouldBe((541_909, 9_747_747.934m, 135_080));
        bench.Ledger.Files().Count.ShouldBe(305);

        watch.Restart();
        bench.Run().LoadId.ShouldBeNull();
        output.WriteLine($"second night: {watch.ElapsedMilliseconds} ms");
    }

    internal static string SharedData(string path, [CallerFilePath] string here = "")
    {
        string full = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../shared/data", path));
        bool isThere = Directory.Exists(full) || File.Exists(full);
        Skip.If(!isThere && Environment.GetEnvironmentVariable("CI") != "true", $"{path} is not here");
        return full;
    }
}
