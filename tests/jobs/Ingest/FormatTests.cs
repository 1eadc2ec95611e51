using MiniExcelLibs;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>JSON lines, XLSX and Parquet.</summary>
public sealed class FormatTests : IDisposable
{
    private readonly IngestBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Json_lines_are_read_by_their_top_level_keys()
    {
        bench.Write("in/a.jsonl", string.Join('\n',
            """{"id": "1", "line": 1, "at": "2026-01-05T10:00:00Z", "amount": 12.50, "extra": {"a": [1, 2]}}""",
            """{"amount": "7", "at": "2026-01-05", "line": null, "id": "2 \u00fc \"x\""}""",
            "",
            """{"id": 3, "at": "2026-01-05", "amount": true}""",
            """{"id": 4, "at": "2026-01-05", "amount": 1""",
            """["id", 5]""",
            """{"id": {"nested": 6}, "at": "2026-01-05", "amount": 6}""",
            """{"id": "\ud800", "at": "2026-01-05", "amount": 1}""",
            """{"id": 8, "at": "2026-01-05", "amount": 1} {}"""));
        bench.Run();

        bench.Texts("select order_id || '|' || line_amount from raw.order_lines order by source_row")
            .ShouldBe(["1|12.5000", "2 ü \"x\"|7.0000", "{\"nested\": 6}|6.0000"]);
        bench.Reasons().ShouldBe(
        [
            "line_amount is not a number", "the line is not a JSON object", "the line is not a JSON object",
            "the line is not a JSON object", "the line is not a JSON object",
        ]);
        bench.Texts("select raw_text from quarantine.order_lines where source_row = 5").ShouldBe(["""["id", 5]"""]);
    }

    [Fact]
    public void A_key_that_no_line_has_is_only_said_where_the_contract_can_do_without()
    {
        bench.Write("in/a.ndjson.gz", IngestBench.Gzip("""{"id": "1", "at": "2026-01-05", "amount": 1}"""));
        IngestResult result = bench.Run();
        result.Rows(LoadFate.Accepted).ShouldBe(1);
        result.Notes.Single().ShouldBe("in/a.ndjson.gz: it has no column line in any line; it was read as having no value.");
    }

    [Fact]
    public void A_key_that_seems_renamed_refuses_the_file()
    {
        bench.Write("in/a.jsonl", """{"id": "1", "line_no": 1, "at": "2026-01-05", "amount": 1}""");
        bench.Refused().ShouldContain("it has no column line (nearest: line_no)");
    }

    [Fact]
    public void A_workbook_is_read_from_the_named_sheet()
    {
        string path = Path.Combine(bench.Folder, "book.xlsx");
        MiniExcel.SaveAs(path, new Dictionary<string, object>
        {
            ["Cover"] = new[] { new { Title = "Orders" } },
            ["Lines"] = new object[]
            {
                new { id = "a", line = (object)1, at = new DateTime(2026, 1, 5, 10, 30, 0), amount = 12.5 },
                new { id = "b", line = (object)2, at = new DateTime(2026, 1, 6), amount = 0.1 + 0.2 },
                new { id = "c", line = (object)"n/a", at = new DateTime(2026, 1, 6), amount = 1d },
                new { id = "d", line = (object)4, at = new DateTime(2026, 1, 6), amount = 100_000_000d },
            },
        });
        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("book.xlsx") with { Sheet = "Lines", TimestampFormats = ["%d.%m.%Y"] });
        bench.Run();

        bench.Texts("select concat_ws(' ', order_id, line_number, cast(ordered_at as varchar), line_amount) from raw.order_lines order by source_row")
            .ShouldBe(["a 1 2026-01-05 10:30:00 12.5000", "b 2 2026-01-06 00:00:00 0.3000", "d 4 2026-01-06 00:00:00 100000000.0000"]);
        bench.Reasons().ShouldBe(["line_number is not a number"]);
        bench.Texts("select raw_text from quarantine.order_lines").Single().ShouldContain("\"line\":\"n/a\"");

        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("book.xlsx") with { Sheet = "Lignes" }, "other");
        bench.Refused().ShouldContain("it has no sheet Lignes; its sheets are Cover, Lines");
    }

    [Fact]
    public void Parquet_is_read_by_type()
    {
        WriteParquet("in/a.parquet", """
            select * from (values
                ('1', 1::bigint, timestamp '2026-01-05 10:00:00', 12.5::decimal(10,2), [1, 2]),
                (null, 2, timestamp '2026-01-05 10:00:00', 1, null),
                ('3', 3, timestamp '2300-01-05 10:00:00', 2, null)) as rows(id, line, "at", amount, tags)
            """);
        WriteParquet("in/b.parquet", "select '4' as id, 1::integer as line, date '2026-01-06' as at, 0.1::double + 0.2::double as amount union all select '5', 2, date '2026-01-06', 'nan'::double union all select '6', 3, null, 1e300::double");
        WriteParquet("in/c.parquet", "select 7.0::double as id, 1::smallint as line, timestamptz '2026-01-06 10:00:00+02' as at, 2.55::float as amount");
        bench.Run();

        bench.Texts("select concat_ws(' ', order_id, cast(ordered_at as varchar), line_amount, source_file, source_row) from raw.order_lines order by 1").ShouldBe(
        [
            "1 2026-01-05 10:00:00 12.5000 in/a.parquet 1",
            "4 2026-01-06 00:00:00 0.3000 in/b.parquet 1",
            "7.0 2026-01-06 08:00:00 2.5500 in/c.parquet 1",
        ]);
        bench.Reasons().ShouldBe(
        [
            "order_id is missing", "ordered_at: date out of range (1900 to 2200)", "line_amount is not a number",
            "ordered_at is missing; line_amount is too large",
        ]);
        bench.Texts("select raw_text from quarantine.order_lines order by source_file, source_row")[0]
            .ShouldBe("""{"id":null,"line":2,"at":"2026-01-05 10:00:00","amount":1.0,"tags":null}""");
    }

    [Fact]
    public void A_parquet_file_whose_column_was_renamed_or_that_was_cut_is_refused()
    {
        WriteParquet("in/a.parquet", "select '1' as id, 1 as line, date '2026-01-06' as at, 1 as amounts");
        WriteParquet("in/b.parquet", "select '1' as id, 1 as line, date '2026-01-06' as at, 1 as amount");
        byte[] whole = File.ReadAllBytes(Path.Combine(bench.Folder, "in/b.parquet"));
        bench.Write("in/b.parquet", whole[..^20]);
        bench.Refused().ShouldStartWith(
            "2 source files cannot be read: in/a.parquet (source shop): it has no column amount (nearest: amounts); "
            + "in/b.parquet (source shop): it is not Parquet, or is cut short or damaged.");
    }

    [Fact]
    public void Formats_may_be_mixed_in_one_source()
    {
        bench.Write("in/1.csv", "id,line,at,amount\n1,1,2026-01-05,1\n");
        bench.Write("in/2.jsonl", """{"id": "2", "line": 1, "at": "2026-01-05", "amount": 2}""");
        WriteParquet("in/0.parquet", "select '1' as id, 1 as line, date '2026-01-06' as at, 3 as amount");
        bench.Run();
        bench.Texts("select source_file from raw.order_lines order by 1").ShouldBe(["in/0.parquet", "in/2.jsonl"], "files come first in the order of their names");
        bench.Reasons().ShouldBe(["duplicate of line already loaded (order_id, line_number)"]);
    }

    private void WriteParquet(string path, string query)
    {
        string full = bench.Write(path, "");
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions());
        engine.Execute($"copy ({query}) to {SqlText.Literal(full)} (format parquet)", "a test file");
    }
}
