using Segmentation.Models.Explain;

namespace Segmentation.Models.Tests.Explain;

public class LabelProposalsTests
{
    private static readonly FeatureMeaning[] Shop =
    [
        new()
        {
            Name = "order_count", Unit = "orders", Description = "orders", HighWords = "frequent", Theme = "often",
        },
        new() { Name = "item_count", Unit = "items", Description = "items", Theme = "often" },
        new() { Name = "spend_amount", Unit = "EUR", Description = "spend" },
        new()
        {
            Name = "recency_days", Unit = "days", Description = "days since the last order", HigherIsMore = false,
            HighWords = "lapsed", LowWords = "recent",
        },
        new() { Name = "customer_age", Unit = "years", Description = "years lived", HighWords = "mature" },
    ];

    /// <summary>
    /// Four segments: frequent and recent, large and lapsed, the many in between, and a few of the same.
    /// </summary>
    private static SegmentContrastTable Made()
    {
        var random = new MadeUp(21);
        int[] labels = [.. Enumerable.Range(0, 900).Select(row => row < 200 ? 0 : row < 400 ? 1 : row < 800 ? 2 : 3)];
        double[] Column(params double[] means) => [.. labels.Select(label => means[label] + random.Normal())];
        return SegmentContrasts.Of(
            [
                Column(20, 5, 8, 19), Column(40, 10, 16, 38), Column(5, 12, 4, 5), Column(2, 20, 8, 2),
                Column(5, 9, 1, 5),
            ],
            [.. Shop.Select(meaning => meaning.Name)],
            labels,
            new SegmentContrastOptions { Seed = 1 });
    }

    [Fact]
    public void Labels_come_from_dominant_behaviour_and_differ()
    {
        IReadOnlyList<LabelProposal> labels = LabelProposals.Propose(Made(), Shop, []);
        labels.Select(label => label.Segment).ShouldBe([0, 1, 2, 3]);
        labels[0].Label.ShouldContain("ecent");
        labels[1].Label.ShouldContain("apsed");
        labels[1].Label.ShouldContain("igh spend");
        labels.Select(label => label.Label.ToUpperInvariant()).Distinct().Count().ShouldBe(4);
        labels.ShouldAllBe(label => label.Label.Length <= 48 && RefusedWords.Default.FindIn(label.Label).Count == 0);
    }

    [Fact]
    public void Two_features_of_one_theme_do_not_share_a_label() =>
        LabelProposals.Propose(Made(), Shop, []).ShouldAllBe(
            label => !(label.Features.Contains("order_count") && label.Features.Contains("item_count")));

    [Fact]
    public void A_feature_of_a_prohibited_kind_names_nothing_whatever_its_words()
    {
        LabelProposals.Propose(Made(), Shop, []).ShouldAllBe(label => !label.Features.Contains("customer_age"));

        // The same feature under a harmless name does name, so the test above can fail.
        SegmentContrastTable table = Made();
        SegmentContrast[] renamed =
        [
            .. table.Contrasts.Select(contrast =>
                contrast.Feature == "customer_age" ? contrast with { Feature = "tenure" } : contrast),
        ];
        LabelProposals.Propose(
                table with { Contrasts = renamed },
                [.. Shop[..4], Shop[4] with { Name = "tenure" }],
                [])
            .ShouldContain(label => label.Features.Contains("tenure"));
    }

    [Fact]
    public void A_label_by_a_person_is_kept_whatever_it_says_and_given_to_no_other()
    {
        string wanted = LabelProposals.Propose(Made(), Shop, [])[0].Label;
        IReadOnlyList<LabelProposal> labels = LabelProposals.Propose(
            Made(),
            Shop,
            [
                new ExistingLabel(2, wanted, "B. Owner"), new ExistingLabel(1, "Rich old men", "C. Owner"),
                new ExistingLabel(3, "Machine's word", null),
            ]);
        labels[2].Label.ShouldBe(wanted);
        labels[2].NamedBy.ShouldBe("B. Owner");
        labels[0].Label.ShouldNotBe(wanted);
        labels[1].Label.ShouldBe("Rich old men");
        labels[1].RefusedWords.ShouldBe(["old", "men", "rich"]);
        labels[3].Label.ShouldNotBe("Machine's word");
    }

    [Fact]
    public void Segments_that_nothing_sets_apart_are_numbered()
    {
        SegmentContrastTable table = SegmentContrasts.Of(
            [[1, 2, 3, 1, 2, 3]], ["spend_amount"], [0, 0, 0, 1, 1, 1], new SegmentContrastOptions { Seed = 1 });
        LabelProposals.Propose(table, Shop, []).Select(label => label.Label)
            .ShouldBe(["Like the average", "Like the average (2)"]);
    }

    [Theory]
    [InlineData("Frequent, high spend")]
    [InlineData("Average basket, package and message buyers")]
    [InlineData("Black Friday buyers")]
    [InlineData("Managed accounts in Essex")]
    [InlineData("Many days since the last order")]
    [InlineData("")]
    public void Plain_words_pass(string label) => RefusedWords.Default.FindIn(label).ShouldBeEmpty();

    [Theory]
    [InlineData("Old spenders", "old")]
    [InlineData("customer_AGE_years", "age")]
    [InlineData("customerAgeYears", "age")]
    [InlineData("SeX", "sex")]
    [InlineData("Élderly", "elderly")]
    [InlineData("e\u0301lderly", "elderly")]
    [InlineData("eld\u00ADerly", "elderly")]
    [InlineData("ＷＯＭＥＮ", "women")]
    [InlineData("women's shoes", "womens")]
    [InlineData("Muslims", "muslim*")]
    [InlineData("Low-income homes", "income*")]
    [InlineData("Gen-Z on phones", "gen z")]
    [InlineData("black black friday", "black")]
    [InlineData("religión", "religio*")]
    [InlineData("age2", "age")]
    public void A_refused_word_is_found_in_any_dress(string label, string word) =>
        RefusedWords.Default.FindIn(label).ShouldContain(word);

    [Fact]
    public void The_list_can_be_extended_and_phrases_allowed()
    {
        RefusedWords extended = RefusedWords.Default.With(["Rentner*", "häuslebauer"], ["old town"]);
        extended.FindIn("RENTNERINNEN und Hauslebauer").ShouldBe(["Rentner*", "häuslebauer"]);
        extended.FindIn("Old town shops").ShouldBeEmpty();
        RefusedWords.Default.FindIn("Old town shops").ShouldBe(["old"]);
        Should.Throw<ArgumentException>(() => RefusedWords.Default.With(["..."]));
    }
}
