namespace Segmentation.Batch.Tests.Cli;

/// <summary>Value tiers over the nights of a small shop: where they are cut, and how long the cut holds.</summary>
public sealed class TierTests
{
    private const string Schemes = """
          kept: { kind: value_tier }
          nightly: { kind: value_tier, value_tier: { refit_days: 0 } }
          best: { kind: value_tier, value_tier: { by: share_of_customers, shares: [0.1, 0.5] } }
          decided:
            kind: value_tier
            value_tier: { by: bounds, bounds: [1500, 1000] }
            segments: [{ code: TIER_1, label: Gold }]

        """;

    [Fact]
    public void Shares_are_cut_on_the_first_night_and_hold_as_long_as_the_scheme_says()
    {
        using Shop shop = Shop.Unpublished().Configure(Schemes);
        shop.PublishedNight(Shop.FirstNight);
        string[] first = Models(shop);
        Tiers(shop, "kept").ShouldBe(Tiers(shop, "nightly"));
        MakesHalfWithoutOneToSpare(shop, "kept");
        shop.Read("select segment_label from dim_segment where scheme = 'kept' and segment_code like 'TIER%' order by segment_code").ShouldBe(
            ["Makes the first half of net spend", "Makes the next 30 % of net spend", "Makes the next 15 % of net spend", "Makes the last 5 % of net spend"]);

        // One customer buys more than all the others together.
        shop.Write("orders/huge.csv", Shop.OrderHeader + "HUGE,1,C29,2026-01-15,P1,1,90000.00,EUR\n");
        shop.PublishedNight(Shop.NextNight);

        Models(shop).Zip(first).Select(pair => pair.First == pair.Second).ShouldBe([true, true, true, false], "best, decided, kept, nightly");
        shop.Read("select count(*) from customer_segments where scheme = 'kept' and segment_code = 'TIER_1'")[0].ShouldNotBe("1");
        shop.Read("select count(*) from customer_segments where scheme = 'nightly' and segment_code = 'TIER_1'")[0].ShouldBe("1");
    }

    [Fact]
    public void Bounds_are_inclusive_and_say_how_far_the_next_tier_is()
    {
        using Shop shop = Shop.Unpublished().Configure(Schemes);
        shop.PublishedNight(Shop.FirstNight);

        shop.Read(
            """
            select count(*) from customer_segments
            where scheme = 'decided' and state = 'scored' and (
                segment_code <> case when score >= 1500 then 'TIER_1' when score >= 1000 then 'TIER_2' else 'TIER_3' end
                or segment_code = 'TIER_1' and (next_segment_code <> 'TIER_2' or distance_to_next <> score - 1500)
                or segment_code = 'TIER_2' and distance_to_next <> least(1500 - score, score - 1000)
                or segment_code = 'TIER_3' and (next_segment_code <> 'TIER_2' or distance_to_next <> 1000 - score))
            """)[0].ShouldBe("0");
        shop.Read("select distinct segment_label from customer_segments where scheme = 'decided' order by 1")
            .ShouldBe(["Gold", "Net spend below 1,000", "Net spend from 1,000 to below 1,500"]);
        shop.Read("select count(*) from customer_segments where scheme = 'best' and segment_code = 'TIER_1'")[0].ShouldBe("3");
    }

    [Fact]
    public void A_customer_without_a_value_is_in_no_tier()
    {
        using Shop shop = Shop.Unpublished()
            .Configure("metrics:\n", "metrics:\n  known_spend: { sql: case when order_count > 3 then net_spend_amount end, description: Of those who come back. }\n")
            .Configure("  known: { kind: value_tier, value_tier: { measure: known_spend } }\n");
        shop.PublishedNight(Shop.FirstNight);

        shop.Read(
            """
            select count(*) from customer_segments as tags inner join customer_features using (customer_id)
            where scheme = 'known' and (order_count > 3) <> (segment_code <> 'UNMATCHED')
            """)[0].ShouldBe("0");
        shop.Read("select distinct state, score is null from customer_segments where scheme = 'known' and segment_code = 'UNMATCHED'")
            .ShouldBe(["unmatched True"]);
    }

    private static void MakesHalfWithoutOneToSpare(Shop shop, string scheme) => shop.Read(
        $"""
        select
            sum(case when segment_code = 'TIER_1' then score end) >= sum(score) / 2,
            sum(case when segment_code = 'TIER_1' then score end) - min(case when segment_code = 'TIER_1' then score end) < sum(score) / 2
        from customer_segments where scheme = '{scheme}'
        """)[0].ShouldBe("True True");

    private static IReadOnlyList<string> Tiers(Shop shop, string scheme) =>
        shop.Read($"select customer_id, segment_code from customer_segments where scheme = '{scheme}' order by 1");

    private static string[] Models(Shop shop) =>
        [.. shop.Read("select model_version from dim_scheme where kind = 'value_tier' order by scheme")];
}
