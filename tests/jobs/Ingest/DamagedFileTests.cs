using System.Text;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>Files that cannot be read as a whole.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const string Header = "id,line,at,amount\n";
    private readonly IngestBench bench = new();

    public static TheoryData<string, byte[], string> Damage => new()
    {
        { "empty.csv", [], "it is empty" },
        { "blank.csv", "\n \n"u8.ToArray(), "it is empty" },
        { "bom.csv", [0xEF, 0xBB, 0xBF], "it is empty" },
        { "binary.csv", [0x50, 0x4B, 3, 4, 0, 0, 1, 2], "it holds binary data where text is expected" },
        { "utf16.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Header)).ToArray(), "it is UTF-16" },
        { "semicolons.csv", "id;line;at;amount\n1;1;2026-01-05;1\n"u8.ToArray(), "its fields are set apart by ';', not by ','" },
        { "renamed.csv", "id,line,at,amount_eur\n1,1,2026-01-05,1\n"u8.ToArray(), "it has no column amount (nearest: amount_eur)" },
        { "twice.csv", "id,line,at,amount,amount\n1,1,2026-01-05,1,1\n"u8.ToArray(), "its column amount appears 2 times" },
        { "header.csv", "id,\"line,at,amount\n1,1,2026-01-05,1\n"u8.ToArray(), "its header cannot be read" },
        { "cut.csv.gz", IngestBench.Gzip(Header + Rows(3000))[..4000], "it is packed with gzip and is cut short or damaged" },
        { "short.csv.gz", IngestBench.Gzip(Header + "1,1,2026-01-05,1\n")[..20], "it is packed with gzip and is cut short or damaged" },
        { "crc.csv.gz", Damaged(IngestBench.Gzip(Header + Rows(3000))), "it is packed with gzip and is cut short or damaged" },
        { "empty.csv.gz", IngestBench.Gzip(""), "it is empty" },
        { "text.parquet", "not parquet, but long enough to be one"u8.ToArray(), "it is not Parquet, or is cut short or damaged" },
        { "text.xlsx", "not a workbook"u8.ToArray(), "it is no XLSX workbook, or is cut short or damaged" },
        { "array.jsonl", "[{\"id\":1}]"u8.ToArray(), "it is one JSON array" },
        { "renamed.jsonl", "{\"id\":1,\"line\":1,\"at\":\"2026-01-05\",\"total\":1}\n"u8.ToArray(), "it has no column amount" },
    };

    public void Dispose() => bench.Dispose();

    [Theory]
    [MemberData(nameof(Damage))]
    public void A_file_that_cannot_be_read_stops_the_night_and_is_named(string name, byte[] content, string reason)
    {
        bench.Write("in/good.csv", Header + "9,1,2026-01-05,1\n");
        bench.Write($"in/{name}", content);
        string message = bench.Refused();

        message.ShouldStartWith($"1 source file cannot be read: in/{name} (source shop): {reason}");
        message.ShouldContain("Nothing was loaded.");
        bench.Ledger.Loads.ShouldBeEmpty();
        IngestFiles().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Damage))]
    public void In_an_optional_source_it_is_one_row_of_quarantine_and_a_corrected_delivery_is_picked_up(string name, byte[] content, string reason)
    {
        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("in") with { Optional = true });
        bench.Write("in/good.csv", Header + "9,1,2026-01-05,1\n");
        bench.Write($"in/{name}", content);
        IngestResult first = bench.Run();

        first.Sources.Single().ShouldBe(new SourceOutcome("shop", 1, 0, 0, 0, 1));
        first.Notes.Single().ShouldStartWith($"in/{name} was refused: {reason}");
        bench.Texts("select source_file || ' ' || source_row || ' ' || reason from quarantine.order_lines").Single()
            .ShouldStartWith($"in/{name} 0 the file was refused: {reason}");
        bench.Texts("select raw_text from quarantine.order_lines").Single().ShouldStartWith("sha256 ");
        bench.Count("raw.order_lines").ShouldBe(1);

        bench.Run().LoadId.ShouldBeNull("the same damage is known");
        File.Delete(Path.Combine(bench.Folder, "in", name));
        bench.Write("in/corrected.csv", Header + "10,1,2026-01-05,1\n");
        bench.Run().Rows(LoadFate.Accepted).ShouldBe(1);
    }

    [Fact]
    public void All_refused_files_are_named_at_once()
    {
        bench.Write("in/a.csv", "");
        bench.Write("in/b.csv", "id,at\n1,2\n");
        string message = bench.Refused();
        message.ShouldStartWith("2 source files cannot be read: in/a.csv (source shop): it is empty; in/b.csv (source shop): it has no column line, amount.");
    }

    [Fact]
    public void A_file_that_breaks_after_many_batches_leaves_no_row_behind()
    {
        bench.Limits = new IngestLimits(BatchBytes: 2000, FlushRows: 10);
        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("in") with { Optional = true });
        bench.Write("in/a.csv.gz", IngestBench.Gzip(Header + Rows(20_000))[..30_000]);
        bench.Write("in/b.csv", Header + "b,1,2026-01-05,1\nc,1,2026-01-05,1\n");
        IngestResult result = bench.Run();

        result.Rows(LoadFate.Read).ShouldBe(3);
        bench.Texts("select order_id from raw.order_lines order by 1").ShouldBe(["b", "c"]);
        bench.Count("quarantine.order_lines").ShouldBe(1);
    }

    [Fact]
    public void A_file_with_only_a_header_is_fine()
    {
        bench.Write("in/a.csv", Header);
        bench.Run().Sources.Single().NewCount.ShouldBe(1);
        bench.Count("raw.order_lines").ShouldBe(0);
        bench.Ledger.Files().Single().FirstDate.ShouldBeNull();
    }

    [SkippableFact]
    public void A_file_that_may_not_be_opened_is_named()
    {
        Skip.If(Environment.UserName == "root", "root may open every file");
        string path = bench.Write("in/a.csv", Header);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        bench.Refused().ShouldContain("in/a.csv cannot be opened");
    }

    private static string Rows(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(row => $"{row},1,2026-01-0{1 + (row % 9)},{row * 7919 % 1000}.{row % 100:00}\n"));

    private static byte[] Damaged(byte[] bytes)
    {
        bytes[bytes.Length / 2] ^= 0xFF;
        return bytes;
    }

    private string[] IngestFiles() => [.. ((string[])[bench.Folders.Raw, bench.Folders.Quarantine])
        .Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories))];
}
