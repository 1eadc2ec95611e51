namespace Segmentation.Batch.Tests.Cli;

/// <summary>Nights with next to nothing in them.</summary>
public sealed class SmallNightTests
{
    [Fact]
    public void A_first_night_of_headers_only_publishes_empty_tables()
    {
        using Shop shop = Shop.Unpublished().Write("orders/orders.csv", Shop.OrderHeader).Write("crm/customers.csv", Shop.CustomerHeader);

        shop.PublishedNight(Shop.FirstNight);

        shop.Read("select count(*) from customer_segments").ShouldBe(["0"]);
        Said overview = shop.Run("query", "select * from bi_segment_overview_v1");
        overview.ExitCode.ShouldBe(0, overview.ToString());
    }

    [Fact]
    public void A_night_before_the_first_order_knows_nobody_yet()
    {
        using Shop shop = Shop.Unpublished();

        shop.PublishedNight("2024-01-01");

        shop.Read("select count(*) from customer_segments").ShouldBe(["0"]);
    }

    [Fact]
    public void One_customer_is_a_company_too()
    {
        using Shop shop = OneCustomer().Configure("k: 3", "k: 1");

        shop.PublishedNight(Shop.FirstNight);

        shop.Read("select scheme, segment_code from customer_segments where scheme <> 'value' order by scheme").ShouldBe(["groups K1", "policy REST"]);
    }

    [Fact]
    public void More_clusters_than_customers_are_refused()
    {
        using Shop shop = OneCustomer();

        shop.RefusesNight($"Scheme groups asks for k = 3 clusters, but only 1 customers can be scored on {Shop.NextNight}. The published tables are unchanged.");
    }

    [Fact]
    public void A_constant_feature_is_told_and_tells_nobody_apart()
    {
        using Shop shop = Shop.Unpublished()
            .Configure("- { name: recency_days, transform: log1p }", "- { name: recency_days, transform: log1p }\n        - { name: always_seven }")
            .Configure("metrics:\n", "metrics:\n  always_seven: { sql: '7', description: The same for everybody. }\n");

        Said said = shop.Run("nightly", "--snapshot-date", Shop.FirstNight);

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Errors.ShouldContain("always_seven told nobody apart (constant)");
    }

    private static Shop OneCustomer() => Shop.Unpublished()
        .Write("crm/customers.csv", Shop.CustomerHeader + string.Concat(Shop.CustomerLines().Where(line => line.StartsWith("C05,", StringComparison.Ordinal))))
        .Write("orders/orders.csv", Shop.OrderHeader + string.Concat(Shop.OrderLines().Where(line => line.Contains(",C05,", StringComparison.Ordinal))));
}
