using System.Text.Json;
using Segmentation.Batch.Tests.Cli;

namespace Segmentation.Batch.Tests.Lineage;

/// <summary><c>segbatch lineage</c> as people and programs call it.</summary>
public sealed class LineageCommandTests
{
    [Fact]
    public void A_column_is_a_tree_that_ends_in_the_files()
    {
        using Shop shop = Shop.Unpublished();

        Said said = shop.Run("lineage", "customer_features.recency_days");

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldContain("publish.customer_features.recency_days");
        said.Output.ShouldContain("source shop.ordered_at");
        said.Output.ShouldContain(":snapshot_date");
        said.Output.ShouldContain("Its values come from");
        Directory.Exists(shop.Warehouse).ShouldBeFalse();
    }

    [Fact]
    public void A_table_shows_what_it_is_made_from_and_where_each_column_begins()
    {
        using Shop shop = Shop.Unpublished();

        Said said = shop.Run("lineage", "publish.customer_segments");

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldContain("scores.segment_assignments  job score_schemes");
        said.Output.ShouldContain("source crm.id");
    }

    [Fact]
    public void Downstream_of_a_raw_column_are_the_views_that_show_it()
    {
        using Shop shop = Shop.Unpublished();

        Said said = shop.Run("lineage", "raw.order_lines.line_amount", "--downstream");

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldContain("publish.customer_features.net_spend_amount");
        said.Output.ShouldContain("views.");
    }

    /// <summary>A run has the configuration it was run with, whatever the file says now.</summary>
    [Fact]
    public void The_lineage_of_a_run_is_that_of_its_own_configuration()
    {
        using Shop shop = Shop.Published();
        string run = shop.Read("select distinct run_id from dim_snapshot").Single();
        shop.Configure("recency_days < 90", "order_count > 3");

        Inputs(Json(shop, "mart.customer_measures.active")).ShouldBe(["mart.customer_features.order_count"]);
        Inputs(Json(shop, "mart.customer_measures.active", "--run", run)).ShouldBe(["mart.customer_features.recency_days"]);
        Json(shop, "mart.customer_measures.active", "--as-of", "2999-01-01").GetProperty("run_id").GetString().ShouldBe(run);

        static string[] Inputs(JsonElement document) =>
        [
            .. document.GetProperty("edges").EnumerateArray().Where(edge => edge.GetProperty("to").GetString() == "mart.customer_measures.active").Select(edge => edge.GetProperty("from").GetString()!),
        ];
    }

    [Fact]
    public void Mermaid_draws_values_as_lines_and_decisions_dotted()
    {
        using Shop shop = Shop.Unpublished();

        Said said = shop.Run("lineage", "customer_segments.segment_code", "--format", "mermaid");

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldStartWith("flowchart LR\n");
        said.Output.ShouldContain("[\"publish.customer_segments\"]");
        said.Output.ShouldContain(" --> ");
        said.Output.ShouldContain(" -.-> ");
    }

    /// <summary>Every field that is named is a column of a dataset that the event names: consumers draw nothing else.</summary>
    [Fact]
    public void An_openlineage_event_tells_each_published_column_its_raw_columns()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("lineage", "--format", "openlineage");

        said.ExitCode.ShouldBe(0, said.ToString());
        JsonElement complete = JsonDocument.Parse(said.Output).RootElement;
        HashSet<string> inputs = [.. complete.GetProperty("inputs").EnumerateArray().Select(dataset => dataset.GetProperty("name").GetString()!)];
        JsonElement[] lineages = [.. complete.GetProperty("outputs").EnumerateArray().Select(dataset => dataset.GetProperty("facets").GetProperty("columnLineage"))];
        lineages.ShouldAllBe(facet => facet.GetProperty("_schemaURL").GetString()!.EndsWith("ColumnLineageDatasetFacet", StringComparison.Ordinal));
        JsonElement segments = complete.GetProperty("outputs").EnumerateArray()
            .Single(dataset => dataset.GetProperty("name").GetString() == "Small Shop.publish.customer_features").GetProperty("facets").GetProperty("columnLineage");
        // Attributes pass through one column of names and values, so others are there too.
        JsonElement country = segments.GetProperty("fields").GetProperty("country").GetProperty("inputFields").EnumerateArray()
            .Single(input => input.GetProperty("name").GetString() == "Small Shop.raw.customers" && input.GetProperty("field").GetString() == "country");
        country.GetProperty("transformations")[0].GetProperty("type").GetString().ShouldBe("DIRECT");
        JsonElement raw = complete.GetProperty("outputs").EnumerateArray()
            .Single(dataset => dataset.GetProperty("name").GetString() == "Small Shop.raw.order_lines").GetProperty("facets").GetProperty("columnLineage");
        raw.GetProperty("fields").GetProperty("ordered_at").GetProperty("inputFields")[0].GetProperty("name").GetString()!.ShouldEndWith("/orders/orders.csv");
        lineages.SelectMany(facet => facet.GetProperty("fields").EnumerateObject().SelectMany(field => field.Value.GetProperty("inputFields").EnumerateArray()))
            .Select(field => field.GetProperty("name").GetString()!).Distinct().ShouldBeSubsetOf(inputs);
    }

    [Theory]
    [InlineData("customer_feature", "There is no table customer_feature. Nothing was read. Nearest: customer_features.")]
    [InlineData("customer_features.recency_day", "publish.customer_features has no column recency_day. Nothing was read. Nearest: recency_days.")]
    public void What_does_not_exist_is_refused_with_the_nearest_name(string subject, string words)
    {
        using Shop shop = Shop.Unpublished();

        Said said = shop.Run("lineage", subject);

        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain(words);
    }

    [Fact]
    public void A_run_that_is_not_known_is_refused()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("lineage", "customer_segments", "--run", "20990101-000000-00");

        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain("The ledger knows no run 20990101-000000-00.");
        shop.IsUntouched();
    }

    private static JsonElement Json(Shop shop, string subject, params string[] options)
    {
        Said said = shop.Run("lineage", [subject, "--json", .. options]);
        said.ExitCode.ShouldBe(0, said.ToString());
        return JsonDocument.Parse(said.Output).RootElement;
    }
}
