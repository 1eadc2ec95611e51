using Segmentation.Models.Explain;

namespace Segmentation.Models.Tests.Explain;

public class PlainWordsTests
{
    private static readonly FeatureMeaning[] Shop =
    [
        new()
        {
            Name = "order_count", Unit = "orders", Description = "orders",
            Phrase = "orders {value} as often as the others",
        },
        new()
        {
            Name = "recency_days", Unit = "days", Description = "days since the last order", HigherIsMore = false,
            Phrase = "last bought {value} ago",
        },
        new()
        {
            Name = "weekend_share", Unit = "share", Description = "share bought at weekends",
            Phrase = "buys {value} at weekends",
        },
        new() { Name = "spend_amount", Unit = "EUR", Description = "spend" },
        new() { Name = "region_code", Unit = "text", Description = "region" },
    ];

    private static SegmentContrast Contrast(string feature, double mean, double rest, Interval? ratio = null) =>
        new()
        {
            Segment = 0,
            FeatureIndex = 0,
            Feature = feature,
            Count = 10,
            RestCount = 10,
            MissingShare = 0,
            RestMissingShare = 0,
            Mean = mean,
            RestMean = rest,
            Median = mean,
            RestMedian = rest,
            Difference = mean - rest,
            DifferenceInterval = new Interval(mean - rest - 1e-9, mean - rest + 1e-9),
            Ratio = ratio is null ? null : mean / rest,
            RatioInterval = ratio,
            CohensD = mean > rest ? 1 : -1,
            CliffsDelta = null,
            CliffsDeltaInterval = null,
            Measure = EffectMeasure.CohensD,
            MeasureReason = "",
        };

    private static string? Say(SegmentContrast contrast) =>
        PlainWords.Describe(Table(contrast), 0, Shop).SingleOrDefault()?.Text;

    private static SegmentContrastTable Table(params SegmentContrast[] contrasts) =>
        new()
        {
            Segments = [],
            Contrasts = contrasts,
            UnlabelledCount = 0,
            RankedRowCount = 20,
            AreRanksExact = true,
            Confidence = 0.95,
        };

    [Fact]
    public void Each_kind_of_unit_has_its_phrase()
    {
        Say(Contrast("order_count", 6.2, 2, new Interval(2.87, 3.31)))
            .ShouldBe("orders 3.1x as often as the others (2.9 to 3.3)");
        Say(Contrast("recency_days", 12.2, 140.4, new Interval(0.08, 0.09)))
            .ShouldBe("last bought 12 days ago, the others 140");
        Say(Contrast("weekend_share", 0.61, 0.22)).ShouldBe("buys 61 % at weekends, the others 22 %");
        Say(Contrast("spend_amount", 900, 1800, new Interval(0.471, 0.532)))
            .ShouldBe("has 0.5x the spend of the others (0.47 to 0.53)");
    }

    [Fact]
    public void Without_a_phrase_the_description_is_said()
    {
        FeatureMeaning[] plain = [.. Shop.Select(meaning => meaning with { Phrase = null })];
        string[] texts =
        [
            .. PlainWords.Describe(
                Table(
                    Contrast("order_count", 6.2, 2, new Interval(2.87, 3.31)),
                    Contrast("recency_days", 12.2, 140.4),
                    Contrast("weekend_share", 0.61, 0.22),
                    Contrast("spend_amount", 12_345.6, -3)),
                0,
                plain).Select(sentence => sentence.Text),
        ];
        texts.ShouldBe(
        [
            "has 3.1x as many orders as the others (2.9 to 3.3)",
            "time since the last order: 12 days, the others 140",
            "share bought at weekends: 61 %, the others 22 %",
            "spend: 12,350 EUR, the others -3 EUR",
        ]);
    }

    [Fact]
    public void Figures_that_look_alike_get_more_digits_or_nothing_is_said()
    {
        Say(Contrast("recency_days", 12.2, 12.4)).ShouldBe("last bought 12.2 days ago, the others 12.4");
        Say(Contrast("recency_days", 12.2, 12.2001)).ShouldBeNull();
        Say(Contrast("order_count", 10.3, 10, new Interval(1.02, 1.04)))
            .ShouldBe("orders 1.03x as often as the others (1.02 to 1.04)");
        Say(Contrast("order_count", 10.3, 10, new Interval(1.00001, 1.06))).ShouldBeNull();
    }

    [Fact]
    public void A_difference_whose_interval_holds_none_is_never_claimed()
    {
        SegmentContrast clear = Contrast("order_count", 6, 2, new Interval(2, 4));
        Say(clear).ShouldNotBeNull();
        Say(clear with { DifferenceInterval = new Interval(-0.1, 8) }).ShouldBeNull();
        Say(clear with { DifferenceInterval = null }).ShouldBeNull();
        Say(clear with { RatioInterval = new Interval(0.9, 4) }).ShouldBeNull();

        // Where ranks are compared they must be clear as well, and agree with the means.
        SegmentContrast ranked = clear with { Measure = EffectMeasure.CliffsDelta, CliffsDelta = 0.5 };
        Say(ranked with { CliffsDeltaInterval = new Interval(0.3, 0.7) }).ShouldNotBeNull();
        Say(ranked with { CliffsDeltaInterval = new Interval(-0.1, 0.7) }).ShouldBeNull();
        Say(ranked with { CliffsDeltaInterval = new Interval(-0.7, -0.3) }).ShouldBeNull();
    }

    [Fact]
    public void Codes_are_not_described_and_weak_contrasts_are_left_out()
    {
        Say(Contrast("region_code", 6, 2)).ShouldBeNull();
        Say(Contrast("order_count", 6, 2, new Interval(2, 4)) with { CohensD = 0.1 }).ShouldBeNull();
    }

    [Fact]
    public void Less_of_a_behaviour_is_less_whichever_way_the_feature_counts()
    {
        PlainWords.Describe(Table(Contrast("recency_days", 200, 20)), 0, Shop)[0].IsMore.ShouldBeFalse();
        PlainWords.Describe(Table(Contrast("weekend_share", 0.5, 0.2)), 0, Shop)[0].IsMore.ShouldBeTrue();
    }

    [Fact]
    public void Segments_drawn_alike_are_hardly_ever_told_apart()
    {
        var random = new MadeUp(77);
        int sentences = 0;
        for (int trial = 0; trial < 100; trial++)
        {
            double[] orders = [.. Enumerable.Range(0, 300).Select(_ => (double)random.Below(5))];
            int[] labels = [.. Enumerable.Range(0, 300).Select(_ => random.Below(2))];
            SegmentContrastTable table =
                SegmentContrasts.Of([orders], ["order_count"], labels, new SegmentContrastOptions { Seed = 1 });
            sentences += PlainWords.Describe(table, 0, Shop, new PlainWordsOptions { SmallestStrength = 0 }).Count;
        }

        sentences.ShouldBeLessThan(12);
    }

    [Fact]
    public void A_meaning_that_is_missing_double_or_silent_is_refused()
    {
        SegmentContrastTable table = Table(Contrast("order_count", 6, 2));
        Should.Throw<ArgumentException>(() => PlainWords.Describe(table, 0, Shop[1..])).Message
            .ShouldContain("order_count has no meaning");
        Should.Throw<ArgumentException>(() => PlainWords.Describe(table, 0, [.. Shop, Shop[0]]));
        Should.Throw<ArgumentException>(
            () => PlainWords.Describe(table, 0, [Shop[0] with { Phrase = "orders often" }]));
        Should.Throw<ArgumentException>(() => PlainWords.Describe(table, 3, Shop));
    }
}
