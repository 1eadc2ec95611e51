using System.Text.Json;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>Raw Parquet: whole or not there, and what was loaded or refused.</summary>
public sealed class RawStoreTests : IDisposable
{
    private const string Header = "id,line,at,amount\n";
    private readonly IngestBench bench = new();

    public RawStoreTests() => bench.Write("in/a.csv", Header + "1,1,2026-01-05,10.25\n2,1,2026-01-05,x\n");

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Raw_rows_carry_their_origin_behind_the_contract_columns()
    {
        bench.Run();
        bench.Texts("select column_name || ' ' || lower(data_type) from information_schema.columns where table_schema = 'raw' and table_name = 'order_lines' order by ordinal_position")
            .ShouldBe(
            [
                "order_id varchar", "line_number bigint", "source_record_id varchar", "ordered_at timestamp", "document_type varchar", "product_id varchar",
                "quantity decimal(18,6)", "unit_price decimal(18,6)", "discount_amount decimal(18,4)", "tax_amount decimal(18,4)", "line_amount decimal(18,4)",
                "cost_amount decimal(18,4)", "currency varchar", "channel varchar", "business_unit varchar", "region varchar",
                "source_system varchar", "loaded_at timestamp", "load_id varchar", "source_file varchar", "source_row bigint",
            ]);
        bench.Texts("select concat_ws(' ', source_system, cast(loaded_at as varchar), load_id, source_file, source_row) from raw.order_lines")
            .ShouldBe(["shop 2026-07-01 01:00:00 night-001 in/a.csv 1"]);
        bench.Texts("select concat_ws(' ', source_system, cast(loaded_at as varchar), load_id, source_file, source_row) from quarantine.order_lines")
            .ShouldBe(["shop 2026-07-01 01:00:00 night-001 in/a.csv 2"]);
    }

    [Fact]
    public void Every_contract_table_has_a_view_before_anything_is_loaded()
    {
        foreach (ContractTable table in SourceContract.Tables)
        {
            bench.Count($"raw.{table.Name}").ShouldBe(0);
            bench.Count($"quarantine.{table.Name}").ShouldBe(0);
        }
    }

    [Fact]
    public void Parts_and_manifests_say_the_same()
    {
        bench.Run();
        Files().ShouldBe(
        [
            "quarantine/order_lines/night-001.parquet", "quarantine/order_lines/night-001.parquet.manifest.json",
            "raw/order_lines/night-001.parquet", "raw/order_lines/night-001.parquet.manifest.json",
        ]);
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(bench.Folders.Raw, "order_lines/night-001.parquet.manifest.json")));
        RawPart part = bench.Ledger.Parts().Single(part => !part.IsQuarantine);
        manifest.RootElement.GetProperty("sha256").GetString().ShouldBe(part.Sha256);
        manifest.RootElement.GetProperty("row_count").GetInt64().ShouldBe(1);
        manifest.RootElement.GetProperty("size_bytes").GetInt64().ShouldBe(part.SizeBytes);
        manifest.RootElement.GetProperty("amounts").GetProperty("EUR").GetDecimal().ShouldBe(10.25m);
        manifest.RootElement.GetProperty("columns")[0].GetString().ShouldBe("order_id varchar");
    }

    [Theory]
    [InlineData("flip", "its content differs from the hash in the ledger")]
    [InlineData("cut", "bytes, the ledger says")]
    [InlineData("delete", "the file is missing")]
    [InlineData("manifest", "its manifest is missing or unreadable")]
    public void A_part_that_is_not_what_was_loaded_is_refused_before_anything_is_read(string damage, string message)
    {
        bench.Run();
        string part = Path.Combine(bench.Folders.Raw, "order_lines/night-001.parquet");
        byte[] bytes = File.ReadAllBytes(part);
        switch (damage)
        {
            case "flip":
                bytes[bytes.Length / 3] ^= 1;
                File.WriteAllBytes(part, bytes);
                break;
            case "cut":
                File.WriteAllBytes(part, bytes[..^1]);
                break;
            case "delete":
                File.Delete(part);
                break;
            default:
                File.WriteAllText(part + ".manifest.json", "{");
                break;
        }

        string said = Should.Throw<RunRefusedException>(() => bench.Count("raw.order_lines")).Message;
        said.ShouldStartWith("raw/order_lines/night-001.parquet of load night-001 is not what was loaded: ");
        said.ShouldContain(message);

        bench.Write("in/b.csv", Header + "1,1,2026-01-06,1\n");
        bench.Refused().ShouldContain(message);
    }

    [Fact]
    public void What_a_crash_left_behind_is_not_read_and_is_cleared_away()
    {
        bench.Run();
        Directory.CreateDirectory(Path.Combine(bench.Folders.Raw, "customers"));
        File.Copy(Path.Combine(bench.Folders.Raw, "order_lines/night-001.parquet"), Path.Combine(bench.Folders.Raw, "order_lines/night-000.parquet"));
        bench.Write("warehouse/raw/customers/.night-000.parquet.tmp", "half");
        bench.Write("warehouse/raw/customers/notes.txt", "not ours");
        bench.Count("raw.order_lines").ShouldBe(1);

        bench.Run();
        Files().ShouldNotContain(file => file.Contains("night-000", StringComparison.Ordinal));
        Files().ShouldContain("raw/customers/notes.txt");
    }

    [Fact]
    public void When_the_ledger_fails_nothing_is_left_behind()
    {
        var ledger = new FailingLedger();
        Should.Throw<TimeoutException>(() => new IngestJob().Run(bench.Context(), ledger));
        Files().ShouldBeEmpty();
        bench.Run().Rows(LoadFate.Accepted).ShouldBe(1);
    }

    [Fact]
    public void A_full_refresh_reads_everything_anew_and_the_old_parts_go()
    {
        bench.Run();
        bench.Ledger.ForgetLoads();
        bench.Run().Rows(LoadFate.Accepted).ShouldBe(1);
        bench.Count("raw.order_lines").ShouldBe(1);
        Files().ShouldAllBe(file => file.Contains("night-002", StringComparison.Ordinal));
    }

    [Fact]
    public void A_warehouse_that_cannot_be_written_is_a_refusal()
    {
        bench.Write("warehouse/raw", "a file where the folder should be");
        string message = bench.Refused();
        message.ShouldStartWith("Ingest could not read or write a file: ");
        message.ShouldContain("Nothing was loaded");
        bench.Ledger.Loads.ShouldBeEmpty();
    }

    [Fact]
    public void A_cancelled_ingest_leaves_nothing_behind()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => bench.Run(cancellationToken: source.Token));
        Directory.GetFileSystemEntries(bench.Folders.Scratch).ShouldBeEmpty();
        bench.Ledger.Loads.ShouldBeEmpty();
    }

    [Fact]
    public void Rows_of_a_part_keep_the_order_of_the_files()
    {
        bench.Write("in/b.csv", Header + string.Concat(Enumerable.Range(10, 300_000).Select(row => $"{row},1,2026-01-05,1\n")));
        bench.Run();
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions());
        string part = SqlText.Literal(Path.Combine(bench.Folders.Raw, "order_lines/night-001.parquet"));
        engine.Scalar<long>(
            $"select count(*) from (select source_row, lag(source_row) over (order by file_row_number) as before from read_parquet({part}, file_row_number = true) where source_file = 'in/b.csv') where before > source_row",
            "a test").ShouldBe(0);
    }

    private string[] Files() => [.. ((string[])[bench.Folders.Raw, bench.Folders.Quarantine]).Where(Directory.Exists)
        .SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(bench.Folders.Warehouse, file)).Order(StringComparer.Ordinal)];

    private sealed class FailingLedger : ILoadLedger
    {
        public IReadOnlyList<IngestedFile> Files() => [];

        public IReadOnlyList<RawPart> Parts() => [];

        public IReadOnlyList<LoadTotal> LiveTotals() => [];

        public IReadOnlyList<SourceWatermark> Watermarks() => [];

        public void RecordWatermarks(IReadOnlyList<SourceWatermark> watermarks)
        {
        }

        public void RecordLoad(Load load) => throw new TimeoutException("the ledger is busy");

        public void ForgetLoads()
        {
        }
    }
}
