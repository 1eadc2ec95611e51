using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>Files of other shapes, as they were published.</summary>
public sealed class RealFilesTests : IDisposable
{
    private readonly IngestBench bench = new();

    public void Dispose() => bench.Dispose();

    [SkippableFact]
    public void Purchases_in_columns_of_blanks_add_up_to_the_published_total()
    {
        Use("order_lines", new SourceConfig
        {
            Files = [OnlineRetailTests.SharedData("cdnow/CDNOW_master.txt.gz")],
            Delimiter = "whitespace",
            TimestampFormats = ["%Y%m%d"],
        }, ("order_id", "customer_id || '-' || date"), ("source_record_id", "customer_id"), ("ordered_at", "date"), ("line_amount", "dollar_value"));
        IngestResult result = bench.Run();
        (result.Rows(LoadFate.Read), result.Rows(LoadFate.Accepted)).ShouldBe((69_659, 69_659));
        result.Totals.Where(total => total.Fate == LoadFate.Accepted).Sum(total => total.Amount).ShouldBe(2_500_315.63m);
    }

    [SkippableFact]
    public void Spend_per_product_group_becomes_one_line_per_group()
    {
        Use("order_lines", new SourceConfig { Files = [OnlineRetailTests.SharedData("wholesale/wholesale-customers.csv")], Encoding = SourceEncoding.Latin1 },
            ("order_id", "Channel || '/' || Region || '/' || category"), ("ordered_at", "'2014-12-31'"), ("product_id", "category"), ("line_amount", "spend"));
        TableMapping mapping = bench.Config.Sources["shop"].Tables["order_lines"] with
        {
            Unpivot = new UnpivotConfig
            {
                Columns = ["Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen"],
                NameAs = "category",
                ValueAs = "spend",
            },
        };
        bench.Config = IngestBench.Configuration(bench.Config.Sources["shop"] with
        {
            Tables = new Dictionary<string, TableMapping> { ["order_lines"] = mapping },
        });
        IngestResult result = bench.Run();
        (result.Rows(LoadFate.Read), result.Rows(LoadFate.Accepted)).ShouldBe((440 * 6, 440 * 6));
    }

    [SkippableFact]
    public void A_ledger_in_latin_1_with_decimal_commas_is_read_whole()
    {
        Use("gl_entries", new SourceConfig
        {
            Files = [OnlineRetailTests.SharedData("online-retail/gl/gl.csv.gz")],
            Encoding = SourceEncoding.Latin1,
            Delimiter = ";",
            DecimalMark = ",",
        }, ("entry_id", "entry_id"), ("posting_date", "posting_date"), ("account", "account"), ("document_id", "document_id"),
            ("amount", "coalesce(number(credit), 0) - coalesce(number(debit), 0)"), ("currency", "currency"));
        bench.Config = bench.Config with { ExchangeRates = new Dictionary<string, decimal> { ["GBP"] = 1.2m } };
        IngestResult result = bench.Run();
        (result.Rows(LoadFate.Read), result.Rows(LoadFate.Accepted)).ShouldBe((23_808, 23_808));
    }

    private void Use(string table, SourceConfig source, params (string Column, string Sql)[] columns) =>
        bench.Config = IngestBench.Configuration(source with
        {
            Tables = new Dictionary<string, TableMapping>
            {
                [table] = new() { Columns = columns.ToDictionary(column => column.Column, column => column.Sql) },
            },
        });
}
