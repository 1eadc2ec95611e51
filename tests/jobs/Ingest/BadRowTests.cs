using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>Rows that cannot be read or break the contract.</summary>
public sealed class BadRowTests : IDisposable
{
    private const string Header = "id,line,at,amount\n";
    private readonly IngestBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("1,1,2026-01-05", "3 fields where 4 are expected")]
    [InlineData("1,1,2026-01-05,1,2", "5 fields where 4 are expected")]
    [InlineData("1,1,2026-01-05,\"1", "a quote is opened and not closed")]
    [InlineData("1,\"1\"x,2026-01-05,1", "a quote is opened and not closed")]
    [InlineData("1,1,2026-01-05,abc", "line_amount is not a number")]
    [InlineData("1,1,2026-01-05,NaN", "line_amount is not a number")]
    [InlineData("1,1,2026-01-05,inf", "line_amount is not a number")]
    [InlineData("1,1,2026-01-05,1e308", "line_amount is too large")]
    [InlineData("1,1,2026-01-05,123456789012345", "line_amount is too large")]
    [InlineData("1,1,2026-01-05,1.23456", "line_amount has more than 4 decimals")]
    [InlineData("1,1,2026-01-05,0.1234000000000000000000001", "line_amount has more than 4 decimals")]
    [InlineData("1,1,2026-01-05,", "line_amount is missing")]
    [InlineData("1,1,2026-01-05,  ", "line_amount is missing")]
    [InlineData("1,1.5,2026-01-05,1", "line_number is not a whole number")]
    [InlineData("1,99999999999999999999,2026-01-05,1", "line_number is too large")]
    [InlineData("1,x,2026-01-05,1", "line_number is not a number")]
    [InlineData(",1,2026-01-05,1", "order_id is missing")]
    [InlineData("  ,1,2026-01-05,1", "order_id is missing")]
    [InlineData("1,1,05.01.2026,1", "ordered_at is not a date or time")]
    [InlineData("1,1,2026-02-30,1", "ordered_at is not a date or time")]
    [InlineData("1,1,,1", "ordered_at is missing")]
    [InlineData("1,1,2201-01-01,1", "ordered_at: date out of range (1900 to 2200)")]
    [InlineData("1,1,1899-12-31,1", "ordered_at: date out of range (1900 to 2200)")]
    [InlineData("1,1,infinity,1", "ordered_at: date out of range (1900 to 2200)")]
    [InlineData(",x,,", "order_id is missing; line_number is not a number; ordered_at is missing; line_amount is missing")]
    public void A_bad_row_goes_to_quarantine_with_its_reason_and_the_rows_around_it_survive(string row, string reason)
    {
        bench.Write("in/a.csv", $"{Header}before,1,2026-01-05,1\n{row}\nafter,1,2026-01-05,1\n");
        IngestResult result = bench.Run();

        bench.Texts("select order_id from raw.order_lines order by source_row").ShouldBe(["before", "after"]);
        bench.Reasons().ShouldBe([reason]);
        bench.Texts("select raw_text from quarantine.order_lines").ShouldBe([row]);
        bench.Query("select source_row, source_file, source_system, load_id from quarantine.order_lines",
            found => (found.GetInt64(0), found.GetString(1), found.GetString(2), found.GetString(3))).Single()
            .ShouldBe((2, "in/a.csv", "shop", "night-001"));
        result.Rows(LoadFate.Quarantined).ShouldBe(1);
    }

    [Theory]
    [InlineData("1,1,2026-01-05,1.2300")]
    [InlineData("1,1,2026-01-05,\"1,234.5\"")]
    [InlineData("1,1,2026-01-05, 12.5 ")]
    [InlineData("1,1,2026-01-05,12.5-")]
    [InlineData("1,1,2026-01-05,(12.5)")]
    [InlineData("1,1,2026-01-05,1e3")]
    [InlineData("1,1,2026-01-05,00000000000000000000012.50000000000000")]
    [InlineData("1,1,2200-12-31,1")]
    [InlineData("1,1,1900-01-01,1")]
    [InlineData("1,1,2026-01-05T10:00:00+02:00,1")]
    [InlineData("1,1, 2026-01-05 10:00 ,1")]
    [InlineData("1,,2026-01-05,1")]
    [InlineData("1,1.0,2026-01-05,1")]
    public void A_row_written_unusually_is_still_a_row(string row)
    {
        bench.Write("in/a.csv", $"{Header}{row}\n");
        bench.Run();
        bench.Reasons().ShouldBeEmpty();
        bench.Count("raw.order_lines").ShouldBe(1);
    }

    [Fact]
    public void Numbers_are_read_as_written()
    {
        string[] written = ["1.2300", "\"1,234.5\"", " 12.5 ", "12.5-", "(12.5)", "1e3", "-0.0001", "+7", ".5", "5.", "3.3333333333333331e-01", "1'000"];
        bench.Write("in/a.csv", Header + string.Concat(written.Select((number, row) => $"{row},1,2026-01-05,{number}\n")));
        bench.Run();
        bench.Query("select line_amount from raw.order_lines order by source_row", row => row.GetDecimal(0))
            .ShouldBe([1.23m, 1234.5m, 12.5m, -12.5m, -12.5m, 1000m, -0.0001m, 7m, 0.5m, 5m, 0.3333m, 1000m]);
    }

    [Fact]
    public void An_instant_with_an_offset_is_kept_in_utc()
    {
        bench.Write("in/a.csv", Header + "1,1,2026-01-05T10:00:00+02:00,1\n2,1,2026-01-05T10:00:00Z,1\n3,1,2026-01-05,1\n");
        bench.Run();
        bench.Texts("select cast(ordered_at as varchar) from raw.order_lines order by source_row")
            .ShouldBe(["2026-01-05 08:00:00", "2026-01-05 10:00:00", "2026-01-05 00:00:00"]);
    }

    [Fact]
    public void A_quote_that_never_closes_does_not_swallow_the_rest_of_the_file()
    {
        string rows = string.Concat(Enumerable.Range(2, 50_000).Select(row => $"{row},1,2026-01-05,1\n"));
        bench.Write("in/a.csv", $"{Header}1,1,\"2026-01-05,1\n{rows}");
        IngestResult result = bench.Run();
        result.Rows(LoadFate.Accepted).ShouldBe(50_000);
        bench.Reasons().ShouldBe(["a quote is opened and not closed"]);
    }

    [Fact]
    public void Quoted_line_breaks_quotes_and_delimiters_are_text()
    {
        bench.Config = IngestBench.Configuration(new SourceConfig
        {
            Files = ["in"],
            Tables = new Dictionary<string, TableMapping>
            {
                ["customers"] = new() { Columns = new Dictionary<string, string> { ["source_record_id"] = "id", ["company_name"] = "name", ["city"] = "city" } },
            },
        });
        bench.Write("in/a.csv", "\uFEFFcity,name,id\r\n\"Köln\",\"The \"\"Shop\"\"\r\n, Ltd\" ,1\r\n\r\nBonn, 12\" TV,2\rUlm,,3");
        bench.Run();
        bench.Texts("select source_record_id || '|' || coalesce(company_name, 'null') || '|' || city from raw.customers order by source_row")
            .ShouldBe(["1|The \"Shop\"\r\n, Ltd|Köln", "2| 12\" TV|Bonn", "3|null|Ulm"]);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_shown_in_the_raw_text_and_only_their_row_is_lost()
    {
        byte[] row = [.. "M\u00fc"u8.ToArray(), 0xFC, .. ",1,2026-01-05,1\n"u8.ToArray()];
        bench.Write("in/a.csv", [.. Encoding.UTF8.GetBytes(Header), .. "ok,1,2026-01-05,1\n"u8.ToArray(), .. row, .. "ök,1,2026-01-05,1\n"u8.ToArray()]);
        bench.Run();
        bench.Reasons().ShouldBe(["bytes that are not UTF-8"]);
        bench.Texts("select raw_text from quarantine.order_lines").ShouldBe([@"Mü\xFC,1,2026-01-05,1"]);
        bench.Texts("select order_id from raw.order_lines order by source_row").ShouldBe(["ok", "ök"]);
    }

    [Fact]
    public void A_nul_byte_far_into_a_file_spoils_its_row_only()
    {
        string many = string.Concat(Enumerable.Range(0, 5000).Select(row => $"{row},1,2026-01-05,1\n"));
        bench.Write("in/a.csv", Header + many + "x\0y,1,2026-01-05,1\nlast,1,2026-01-05,1\n");
        bench.Run().Rows(LoadFate.Accepted).ShouldBe(5001);
        bench.Reasons().ShouldBe(["a NUL byte"]);
        bench.Texts("select raw_text from quarantine.order_lines").ShouldBe([@"x\x00y,1,2026-01-05,1"]);
    }

    [Fact]
    public void Duplicate_lines_are_quarantined_within_a_file_across_files_and_across_nights()
    {
        bench.Write("in/a.csv", Header + "1,1,2026-01-05,1\n1,1,2026-01-05,2\n1,2,2026-01-05,3\n1,,2026-01-05,4\n1,,2026-01-05,4\n");
        bench.Write("in/b.csv", Header + "1,2,2026-01-05,5\n2,1,2026-01-05,6\n");
        bench.Run();
        bench.Texts("select cast(line_amount as varchar) from raw.order_lines order by source_file, source_row")
            .ShouldBe(["1.0000", "3.0000", "4.0000", "4.0000", "6.0000"]);

        bench.Write("in/c.csv", Header + "2,1,2026-01-06,7\n3,1,2026-01-06,8\n");
        bench.Run().Rows(LoadFate.Quarantined).ShouldBe(1);
        bench.Reasons().ShouldAllBe(reason => reason == "duplicate of line already loaded (order_id, line_number)");
        bench.Query("select sum(amount) from quarantine.order_lines", row => row.GetDecimal(0)).Single().ShouldBe(2 + 5 + 7);
        bench.Texts("select raw_text from quarantine.order_lines where source_file = 'in/c.csv'").ShouldBe(["2,1,2026-01-06,7"]);
    }

    [Fact]
    public void Duplicates_are_found_across_batches_and_parts()
    {
        bench.Limits = new IngestLimits(BatchBytes: 300, FlushRows: 10);
        foreach (int file in Enumerable.Range(0, 5))
        {
            bench.Write($"in/{file}.csv", Header + string.Concat(Enumerable.Range(0, 30).Select(row => $"{row},1,2026-01-05,{file}\n")));
        }

        IngestResult result = bench.Run();
        result.Rows(LoadFate.Accepted).ShouldBe(30);
        result.Rows(LoadFate.Quarantined).ShouldBe(120);
        bench.Texts("select distinct source_file from raw.order_lines").ShouldBe(["in/0.csv"]);
        bench.Ledger.Parts().Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void A_currency_without_a_rate_is_named()
    {
        SourceConfig source = IngestBench.OrderLines("in");
        Dictionary<string, string> columns = IngestBench.OrderColumns();
        columns["currency"] = "currency";
        bench.Config = IngestBench.Configuration(source with
        {
            Tables = new Dictionary<string, TableMapping> { ["order_lines"] = new() { Columns = columns } },
        }) with
        { ExchangeRates = new Dictionary<string, decimal> { ["GBP"] = 1.2m } };
        bench.Write("in/a.csv", "id,line,at,amount,currency\n1,1,2026-01-05,1,EUR\n2,1,2026-01-05,2,GBP\n3,1,2026-01-05,4,USD\n4,1,2026-01-05,8,\n5,1,2026-01-05,16,Ann Lee\n");
        IngestResult result = bench.Run();

        bench.Reasons().ShouldBe(["currency USD has no rate in exchange_rates", "currency is missing", "currency is not a code of three capital letters"]);
        bench.Texts("select currency || ' ' || amount from quarantine.order_lines where currency is not null").ShouldBe(["USD 4.0000"]);
        result.Totals.Where(total => total.Fate == LoadFate.Read).Select(total => (total.Currency, total.Amount))
            .ShouldBe([("", 24m), ("EUR", 1m), ("GBP", 2m), ("USD", 4m)], ignoreOrder: true);
    }

    [Fact]
    public void A_type_that_changed_overnight_fills_the_quarantine_and_stops_only_by_threshold()
    {
        bench.Write("in/a.csv", Header + "1,1,2026-01-05,1\n");
        bench.Run();
        bench.Write("in/b.csv", Header + "2,1,2026-01-06,one\n3,1,2026-01-06,two\n4,1,2026-01-06,3\n");
        bench.Config = bench.Config with { Thresholds = new ThresholdConfig { QuarantineShare = 0.5 } };
        bench.Refused().ShouldStartWith("2 of 3 rows for order_lines broke the contract, a share of 0.6667; thresholds.quarantine_share allows 0.5. Nothing was loaded.");
        Directory.GetFiles(bench.Folders.Warehouse, "*", SearchOption.AllDirectories).Length.ShouldBe(2, "the first night's part and manifest");

        bench.Config = bench.Config with { Thresholds = new ThresholdConfig { QuarantineShare = 0.7 } };
        bench.Run().Rows(LoadFate.Accepted).ShouldBe(1);
    }

    [Fact]
    public void Allowed_values_are_named()
    {
        Dictionary<string, string> columns = IngestBench.OrderColumns();
        columns["document_type"] = "type";
        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("in") with
        {
            Tables = new Dictionary<string, TableMapping> { ["order_lines"] = new() { Columns = columns } },
        });
        bench.Write("in/a.csv", "id,line,at,amount,type\n1,1,2026-01-05,1,sale\n2,1,2026-01-05,1,refund\n3,1,2026-01-05,1,\n");
        bench.Run();
        bench.Reasons().ShouldBe(["document_type is not one of sale, credit"]);
        bench.Texts("select document_type from raw.order_lines order by source_row").ShouldBe(["sale", "null"]);
    }

    [Fact]
    public void Lines_after_the_snapshot_are_ordinary_lines()
    {
        bench.Write("in/a.csv", Header + "1,1,2027-01-05,1\n");
        bench.Run();
        bench.Count("raw.order_lines").ShouldBe(1);
    }

    [Fact]
    public void Reasons_and_notes_and_refusals_carry_no_values()
    {
        bench.Write("in/a.csv", Header + "Ann-Lee,Ann-Lee,Ann-Lee,Ann-Lee\n");
        IngestResult result = bench.Run();
        bench.Reasons().Concat(result.Notes).ShouldAllBe(text => !text.Contains("Ann", StringComparison.Ordinal));
    }
}
