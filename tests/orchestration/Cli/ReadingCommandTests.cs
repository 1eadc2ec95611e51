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
    public void The_profile_of_a_night_says_what_each_of_its_steps_cost()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("status", "--profile", "--json");

        said.ExitCode.ShouldBe(0, said.ToString());
        using JsonDocument profile = JsonDocument.Parse(said.Output);
        JsonElement[] steps = [.. profile.RootElement.GetProperty("steps").EnumerateArray()];
        IReadOnlyList<string> known = shop.Read("select step from ops_steps order by position");
        steps.Select(step => step.GetProperty("step").GetString()).Where(step => known.Contains(step)).ShouldBe(known);
        steps.Sum(step => step.GetProperty("cpu_ms").GetInt64()).ShouldBe(profile.RootElement.GetProperty("cpu_ms").GetInt64());
        profile.RootElement.GetProperty("cpu_ms").GetInt64().ShouldBeGreaterThan(0);
        if (OperatingSystem.IsLinux())
        {
            steps.ShouldAllBe(step => step.GetProperty("peak_bytes").GetInt64() > 1024 * 1024, "a running process");
            steps.Sum(step => step.GetProperty("written_bytes").GetInt64()).ShouldBeGreaterThan(0, "a publication was written");
        }
    }

    [Fact]
    public void Only_a_run_that_there_was_has_a_profile()
    {
        using Shop shop = Shop.Unpublished();

        Said none = shop.Run("status", "--profile");
        Said unknown = shop.Run("status", "--profile", "r-unknown");

        none.ExitCode.ShouldBe(1, none.ToString());
        none.Errors.ShouldContain("No run has come to an end yet");
        unknown.ExitCode.ShouldBe(1, unknown.ToString());
        unknown.Errors.ShouldContain("The ledger knows no run r-unknown");
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
