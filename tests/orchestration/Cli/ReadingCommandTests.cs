using System.Text.Json;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>Commands that only read leave nothing behind, and say what they cannot do.</summary>
public sealed class ReadingCommandTests
{
    [Fact]
    public void Status_before_the_first_night_says_what_to_do_and_makes_nothing()
    {
        using Shop shop = Shop.Unpublished();

        Said said = shop.Run("status");

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldContain("Next: 'segbatch nightly' loads the sources and publishes the first segments.");
        Directory.Exists(shop.Warehouse).ShouldBeFalse();
    }

    [Fact]
    public void A_dry_run_prints_the_steps_and_makes_nothing()
    {
        using Shop shop = Shop.Unpublished();

        Said said = shop.Run("nightly", "--dry-run", "--snapshot-date", Shop.FirstNight);

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldContain("mart.customer_features");
        said.Errors.ShouldBeEmpty();
        Directory.Exists(shop.Warehouse).ShouldBeFalse();
    }

    [Fact]
    public void A_plan_publishes_nothing_and_is_one_json_document()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("plan", "--json", "--snapshot-date", Shop.NextNight);

        said.ExitCode.ShouldBe(0, said.ToString());
        JsonDocument.Parse(said.Output).RootElement.GetProperty("change").GetProperty("live_snapshot_date").GetString().ShouldBe(Shop.FirstNight);
        shop.IsUntouched();
    }

    [Fact]
    public void A_query_before_the_first_night_says_what_to_do()
    {
        using Shop shop = Shop.Unpublished();

        Refuses(shop, "select 1", "Run 'segbatch nightly' first.");
        Directory.Exists(shop.Warehouse).ShouldBeFalse();
    }

    [Fact]
    public void A_query_of_a_table_that_is_not_there_is_refused()
    {
        using Shop shop = Shop.Published();

        Refuses(shop, "select * from customer_segment", "Table with name customer_segment does not exist!");
    }

    [Theory]
    [InlineData("create table publish.mine as select 1 as a")]
    [InlineData("copy (select 1 as a) to 'LEAK'")]
    [InlineData("select 1; select 2")]
    public void A_query_that_is_not_one_select_is_refused(string sql)
    {
        using Shop shop = Shop.Published();

        Refuses(shop, sql.Replace("LEAK", shop.At("leak.csv"), StringComparison.Ordinal), "A query is one SELECT; this is something else. Nothing was run.");
        File.Exists(shop.At("leak.csv")).ShouldBeFalse();
    }

    [Fact]
    public void A_description_of_a_table_is_a_query()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("query", "--json", "describe customer_segments");

        said.ExitCode.ShouldBe(0, said.ToString());
        JsonDocument.Parse(said.Output).RootElement.GetArrayLength().ShouldBeGreaterThan(5);
    }

    private static void Refuses(Shop shop, string sql, string words)
    {
        Said said = shop.Run("query", sql);
        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain(words);
        said.Output.ShouldBeEmpty();
        if (File.Exists(shop.ServingFile))
        {
            shop.IsUntouched();
        }
    }
}
