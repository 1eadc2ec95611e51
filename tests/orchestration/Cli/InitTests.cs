using System.Text;
using System.Text.Json;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>Goal: from a company's own exports to published segments without reading source, and no proposal that the program
/// itself refuses, whatever the columns are called.</summary>
public sealed class InitTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("segbatch-init-").FullName;

    [Fact]
    public void Two_exports_of_a_shop_become_published_segments()
    {
        Write("customers.csv", "Customer ID,First Name,Last Name,E-Mail Address,Country\n" + Lines(20, row => $"C{row},Ann,Smith,c{row}@example.com,DE"));
        Write("orders.csv", "Order No,Line,Customer ID,Order Date,SKU,Qty,Unit Price\n" + Lines(60, row => $"O{row},1,C{row % 20},2026-03-{1 + (row % 28):00},S1,2,9.95"));

        Said init = Segbatch.Run("init", folder, "--currency", "USD");
        Said night = Segbatch.Run("nightly", "-c", folder, "--snapshot-date", "2026-04-01");

        init.ExitCode.ShouldBe(0, init.ToString());
        night.ExitCode.ShouldBe(0, night.ToString());
        Query("select customers || ' customers, ' || lines || ' lines' from (select (select count(*) from dim_customer) as customers, (select sum(line_count) from finance_segment_revenue where scheme = 'value') as lines)")
            .ShouldContain("20 customers, 60 lines");
        Query("select count(distinct scheme) as n from customer_segments").ShouldContain("3");
        init.Output.ShouldContain("No column holds the line's amount; it is quantity times unit price.");
    }

    [Fact]
    public void A_German_export_is_read_with_its_own_marks()
    {
        Write(
            "Umsatz.csv",
            "Auftragsnr;Kundennummer;Datum;Artikel;Menge;Nettobetrag;Währung\n"
            + Lines(40, row => $"A{row};{row % 10};{1 + (row % 28):00}.03.2026;Brötchen;3;1.234,50;EUR"),
            Encoding.Latin1);

        Said init = Segbatch.Run("init", folder);
        Said night = Segbatch.Run("nightly", "-c", folder, "--snapshot-date", "2026-04-01");

        init.ExitCode.ShouldBe(0, init.ToString());
        night.ExitCode.ShouldBe(0, night.ToString());
        Query("select sum(amount) as amount from finance_segment_revenue where scheme = 'value'").ShouldContain("49380");
    }

    [Fact]
    public void Daily_files_are_one_source_that_also_reads_tomorrows_file()
    {
        for (int day = 1; day <= 15; day++)
        {
            Write($"sales/2026-03-{day:00}.csv", "order_id,customer_id,order_date,amount\n" + Lines(3, row => $"{day}-{row},C{row},2026-03-{day:00},10.00"));
        }

        Segbatch.Run("init", folder).ExitCode.ShouldBe(0);
        Write("sales/2026-03-16.csv", "order_id,customer_id,order_date,amount\n16-1,C1,2026-03-16,10.00\n");
        Said night = Segbatch.Run("nightly", "-c", folder, "--snapshot-date", "2026-04-01");

        night.Output.ShouldContain("16 new files");
        File.ReadAllText(Path.Combine(folder, "segmentation.yml")).ShouldContain("sales/*.csv");
    }

    [Fact]
    public void What_is_not_certain_is_a_doubt()
    {
        Write("orders.csv", "id,customer,date,amount\n" + Lines(30, row => $"{row},C{row % 5},{1 + (row % 12):00}/{1 + (row % 12):00}/2026,5"));

        Said init = Segbatch.Run("init", folder, "--json");

        JsonElement[] doubts = [.. JsonDocument.Parse(init.Output).RootElement.GetProperty("doubts").EnumerateArray()];
        string[] texts = [.. doubts.Select(doubt => doubt.GetProperty("text").GetString()!)];
        texts.ShouldContain(text => text.Contains("EUR is assumed"));
        texts.ShouldContain(text => text.Contains("do not tell day from month"));
    }

    [Theory]
    [InlineData("amount \"net\"")]
    [InlineData("amount: net # 1")]
    [InlineData("- amount")]
    [InlineData("amount\\path")]
    [InlineData("${env:amount}")]
    [InlineData("amount 'x'")]
    [InlineData("Ämount\u00A0€")]
    public void A_column_may_be_called_anything(string column)
    {
        string named = $"\"{column.Replace("\"", "\"\"")}\"";
        Write("orders.csv", $"order_id,customer_id,order_date,amount,{named}\n" + Lines(10, row => $"{row},C1,2026-03-01,1.00,2.00"));

        Said init = Segbatch.Run("init", folder);

        init.ExitCode.ShouldBe(0, init.ToString());
        Segbatch.Run("plan", "-c", folder, "--snapshot-date", "2026-04-01").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Files_without_orders_are_refused_and_nothing_is_written()
    {
        Write("people.csv", "customer_id,email\n1,a@example.com\n");

        Said init = Segbatch.Run("init", folder);

        init.ExitCode.ShouldBe(1);
        init.Errors.ShouldContain("looks like order lines");
        init.Errors.ShouldContain("customers in people.csv");
        File.Exists(Path.Combine(folder, "segmentation.yml")).ShouldBeFalse();
    }

    [Fact]
    public void A_configuration_that_is_there_is_kept()
    {
        Write("segmentation.yml", "company: Kept\n");
        Write("orders.csv", "order_id,customer_id,order_date,amount\n1,C1,2026-03-01,1.00\n");

        Said init = Segbatch.Run("init", folder);

        init.ExitCode.ShouldBe(1);
        init.Errors.ShouldContain("Say --force");
        File.ReadAllText(Path.Combine(folder, "segmentation.yml")).ShouldBe("company: Kept\n");
    }

    [Fact]
    public void Damaged_and_empty_files_are_named_and_the_rest_is_used()
    {
        Write("orders.csv", "order_id,customer_id,order_date,amount\n1,C1,2026-03-01,1.00\n");
        Write("empty.csv", "");
        Write("broken.parquet", "no parquet");

        Said init = Segbatch.Run("init", folder);

        init.ExitCode.ShouldBe(0, init.ToString());
        init.Output.ShouldContain("not read: empty.csv");
        init.Output.ShouldContain("not read: broken.parquet");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(row => line(row) + "\n"));

    private string Query(string sql) => Segbatch.Run("query", "-c", folder, sql, "--format", "csv").Output;

    private void Write(string path, string text, Encoding? encoding = null)
    {
        string full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text, encoding ?? new UTF8Encoding(false));
    }
}
