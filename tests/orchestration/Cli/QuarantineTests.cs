using System.Text;
using System.Text.Json;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>Rows that break the contract are set aside with their reason, and the night goes on without them.</summary>
public sealed class QuarantineTests(QuarantineTests.Delivery delivery) : IClassFixture<QuarantineTests.Delivery>
{
    private const string Good = "N1,1,C01,2025-12-01,P1,1,2.50,EUR\n";

    /// <summary>One delivery with one bad row of every kind, and good rows among them.</summary>
    public sealed class Delivery : IDisposable
    {
        public Delivery()
        {
            Shop = Shop.Published();
            Shop.Write("orders/new.csv", Rows());
            JsonElement night = Shop.PublishedNight(Shop.NextNight);
            Quarantine = night.GetProperty("ingest").GetProperty("quarantine").EnumerateArray()
                .ToDictionary(row => row.GetProperty("reason").GetString()!, row => row.GetProperty("rows").GetInt64());
        }

        internal Shop Shop { get; }

        internal IReadOnlyDictionary<string, long> Quarantine { get; }

        public void Dispose() => Shop.Dispose();

        private static byte[] Rows() =>
        [
            .. Encoding.UTF8.GetBytes(
                Shop.OrderHeader + Good
                + "N2,1,C01\n"
                + "N3,1,C01,2025-12-01,P1,one,2.50,EUR\n"
                + "N4,1,C01,2027-12-01,P1,1,2.50,EUR\n"
                + "N5,1,C01,2025-12-01,P1,1,2.50,USD\n"
                + "N6,1,C01,2025-12-01,P1,1,2.50,GBP\n"
                + "N7,1,C01,2025-12-01,P1,1,2.50,EUR\nN7,1,C01,2025-12-01,P1,1,2.50,EUR\n"
                + "O0001,1,C01,2025-12-01,P1,1,2.50,EUR\n"),
            .. Encoding.Latin1.GetBytes("N8,1,C01,2025-12-01,Pé,1,2.50,EUR\n"),
            .. Encoding.UTF8.GetBytes("N9,1,C01,2025-12-01,Pé,1,2.50,EUR\n"),
        ];
    }

    [Theory]
    [InlineData("3 fields where 8 are expected", 1)]
    [InlineData("quantity is not a number", 1)]
    [InlineData("currency GBP has no rate in exchange_rates", 1)]
    [InlineData("duplicate of line already loaded (order_id, line_number)", 2)]
    [InlineData("bytes that are not UTF-8", 1)]
    public void A_bad_row_is_counted_under_its_reason(string reason, long rows) => delivery.Quarantine[reason].ShouldBe(rows);

    [Fact]
    public void Nothing_else_is_set_aside() => delivery.Quarantine.Values.Sum().ShouldBe(6);

    [Fact]
    public void Every_row_is_accounted_for() =>
        delivery.Shop.Read("select count(*) filter (where not is_tied), count(*) > 0 from finance_reconciliation").ShouldBe(["0 True"]);

    [Fact]
    public void A_line_of_the_future_is_loaded_and_not_yet_known() =>
        delivery.Shop.Read(
            $"select upstream, cast(upstream_value as int) from finance_reconciliation where snapshot_date = '{Shop.NextNight}' and currency = 'EUR' and measure = 'rows' and hop in (4, 6) order by hop")
            .ShouldBe(["raw 204", "known 203"]);

    [Fact]
    public void A_line_in_a_currency_with_a_rate_is_known_in_its_own_currency() =>
        delivery.Shop.Read(
            $"select cast(upstream_value as decimal(18,2)) from finance_reconciliation where snapshot_date = '{Shop.NextNight}' and currency = 'USD' and measure = 'amount' and hop = 6")
            .ShouldBe(["2.50"]);

    [Fact]
    public void Too_many_bad_rows_stop_the_night()
    {
        using Shop shop = Shop.Published();
        shop.Write("orders/new.csv", Shop.OrderHeader + Good + "N2,1,C01,2025-12-01,P1,two,2.50,EUR\nN3,1,C01,2025-12-01,P1,three,2.50,EUR\n")
            .Configure("thresholds: { quarantine_share: 0.1 }\n");

        Said said = shop.RefusesNight("2 of 3 rows for order_lines broke the contract, a share of 0.6667; thresholds.quarantine_share allows 0.1. Nothing was loaded.");

        said.Errors.ShouldNotContain("three");
    }

    /// <summary>Order numbers are used again by other tills, and a discount is a negative line of its order. Neither is a
    /// reason to stand still.</summary>
    [Fact]
    public void A_document_of_two_customers_or_of_sales_and_credits_still_ties()
    {
        using Shop shop = Shop.Published();
        shop.Write("orders/new.csv", Shop.OrderHeader + Good + "N1,2,C01,2025-12-01,P1,-1,0.50,EUR\nN1,3,C02,2025-12-01,P1,1,2.50,EUR\n");

        shop.PublishedNight(Shop.NextNight);

        shop.Read($"select cast(upstream_value as int) from finance_reconciliation where snapshot_date = '{Shop.NextNight}' and measure = 'documents' and hop = 6")
            .ShouldBe(["103"]);
    }
}
