using System.Text.Json;

namespace Segmentation.Batch.Tests.Cli;

/// <summary><c>segbatch run --select</c> builds a part and publishes nothing.</summary>
public sealed class RunSelectTests
{
    [Fact]
    public void A_part_is_built_with_what_it_needs_and_nothing_else()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("run", "--select", "mart.customers", "--snapshot-date", Shop.NextNight);

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Errors.ShouldContain("mart.customers");
        said.Errors.ShouldContain("staging.stg_raw__customers");
        said.Errors.ShouldNotContain("mart.customer_features");
        said.Output.ShouldContain("Nothing was published.");
        shop.IsUntouched();
    }

    [Fact]
    public void Operators_reach_what_needs_a_step_and_tags_name_many()
    {
        using Shop shop = Shop.Unpublished();

        string after = shop.Run("run", "--select", "mart.customer_features+", "--dry-run").Output;
        string alone = shop.Run("run", "--select", "mart.customer_features", "--dry-run").Output;
        string tagged = shop.Run("run", "--select", "tag:features", "--dry-run").Output;

        after.ShouldContain(": publish.customer_features\n");
        alone.ShouldNotContain(": publish.customer_features\n");
        tagged.ShouldContain(": mart.customer_features\n");
        Directory.Exists(shop.Warehouse).ShouldBeFalse();
    }

    [Fact]
    public void A_scheme_is_scored_alone()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("run", "--select", "scheme:policy", "--snapshot-date", Shop.NextNight, "--json");

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Errors.ShouldContain("scheme policy:");
        said.Errors.ShouldNotContain("scheme value:");
        JsonElement document = JsonDocument.Parse(said.Output).RootElement;
        document.GetProperty("published").GetBoolean().ShouldBeFalse();
        document.GetProperty("audits").GetArrayLength().ShouldBeGreaterThan(0);
        shop.IsUntouched();
    }

    [Theory]
    [InlineData("mart.custmers", "Nearest: mart.customers.")]
    [InlineData("scheme:polcy", "there is no such scheme")]
    [InlineData(" ", "--select is empty.")]
    public void What_does_not_exist_is_refused(string selection, string words)
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("run", "--select", selection);

        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain(words);
        shop.IsUntouched();
    }
}
