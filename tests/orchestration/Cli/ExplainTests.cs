using System.Text.Json;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>Why a customer is where they are.</summary>
public sealed class ExplainTests
{
    [Fact]
    public void A_customer_is_explained_in_every_scheme()
    {
        using Shop shop = Shop.Published();
        string[] tags = [.. shop.Read(
            "select scheme, segment_code from customer_segments inner join identity.customer_xref using (customer_id) where source_record_id = 'C07' order by scheme")];

        JsonElement customer = Explain(shop, "C07");

        JsonElement[] schemes = [.. customer.GetProperty("schemes").EnumerateArray()];
        schemes.Select(scheme => $"{Text(scheme, "scheme")} {Text(scheme, "segment_code")}").ShouldBe(tags);
        schemes.ShouldAllBe(scheme => scheme.GetProperty("history").GetArrayLength() == 1 && scheme.GetProperty("reasons").GetArrayLength() > 0);

        JsonElement groups = schemes.Single(scheme => Text(scheme, "scheme") == "groups");
        groups.GetProperty("distances").GetArrayLength().ShouldBe(3);
        Text(groups.GetProperty("distances")[0], "segment_code").ShouldBe(Text(groups, "segment_code"));
        groups.GetProperty("features").EnumerateArray().Select(feature => Text(feature, "feature")).ShouldBe(["recency_days", "net_spend_amount"]);

        JsonElement value = schemes.Single(scheme => Text(scheme, "scheme") == "value");
        Reasons(value).ShouldContain(reason => reason.StartsWith("recency_days is cut at ", StringComparison.Ordinal));
    }

    [Fact]
    public void Rules_tell_the_condition_that_applied_and_those_that_did_not()
    {
        using Shop shop = Shop.Published();
        string[] rest = [.. shop.Read("select customer_id from customer_segments where scheme = 'policy' and segment_code = 'REST' order by customer_id limit 1")];

        JsonElement policy = Explain(shop, rest[0], "--scheme", "policy").GetProperty("schemes").EnumerateArray().ShouldHaveSingleItem();

        Reasons(policy).ShouldBe([
            "No condition holds, and this segment takes the rest.",
            "Does not hold: KEY, net_spend_amount >= 500 and active",
            "active means: recency_days < 90",
        ]);
        policy.GetProperty("features").EnumerateArray().Select(feature => Text(feature, "feature")).ShouldBe(["net_spend_amount", "active", "recency_days"]);
    }

    [Fact]
    public void A_source_record_and_its_customer_are_one()
    {
        using Shop shop = Shop.Published();
        string id = Text(Explain(shop, "shop:C07"), "customer_id");

        Text(Explain(shop, id), "customer_id").ShouldBe(id);
    }

    [Fact]
    public void What_changed_since_is_told()
    {
        using Shop shop = Shop.Published();
        shop.PublishedNight("2026-12-01", "--scheme", "policy");
        string[] moved = [.. shop.Read("select customer_id from segment_membership where scheme = 'policy' group by customer_id having count(distinct segment_code) > 1 order by 1 limit 1")];

        Said said = shop.Run("explain", moved[0], "--scheme", "policy");

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldContain("since 2026-12-01; the same model as the snapshot before, so the customer's features moved");
        said.Output.ShouldContain("before: KEY Key accounts, 2026-01-01 until 2026-12-01");
    }

    [Fact]
    public void An_unknown_customer_is_refused_with_what_to_do()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("explain", "nobody");

        said.ExitCode.ShouldBe(1);
        said.Errors.ShouldContain("No published customer has the id nobody, and no source record either.");
        said.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("scores_k_selection_v1")]
    [InlineData("governance_gate_results_v1")]
    [InlineData("governance_segment_profiles_v1")]
    [InlineData("governance_segment_rules_v1")]
    [InlineData("governance_stability_results_v1")]
    [InlineData("governance_segment_lineage_v1")]
    [InlineData("governance_predictive_power_v1")]
    [InlineData("governance_model_drift_v1")]
    [InlineData("governance_segment_overlap_v1")]
    public void A_view_of_evidence_can_be_read(string view)
    {
        using Shop shop = Shop.Published();

        shop.Run("query", $"select * from {view}").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Every_pair_of_schemes_overlaps_in_every_customer()
    {
        using Shop shop = Shop.Published();

        shop.Read("select scheme, other_scheme, cast(sum(shared_customer_count) as int) from governance_segment_overlap_v1 group by all order by all")
            .ShouldBe(["groups policy 30", "groups value 30", "policy value 30"]);
    }

    private static JsonElement Explain(Shop shop, string customer, params string[] options)
    {
        Said said = shop.Run("explain", [customer, "--json", .. options]);
        said.ExitCode.ShouldBe(0, said.ToString());
        return JsonDocument.Parse(said.Output).RootElement;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static IEnumerable<string> Reasons(JsonElement scheme) => scheme.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!);
}
