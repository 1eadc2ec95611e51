using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>Schemes that find their segments in the data, with all their evidence, on a shop of three plain kinds of customers.</summary>
/// <remarks>120 customers each buy weekly for little, monthly for much, or once long ago: any method must find these three.</remarks>
public sealed class ClusterSchemesTests(ClusterSchemesTests.Night night) : IClassFixture<ClusterSchemesTests.Night>
{
    private const string Features = """
              features:
                - { name: recency_days, transform: log1p }
                - { name: order_count, transform: log1p }
                - { name: average_order_amount, transform: log1p }

        """;

    private const string Schemes = $"""
          chosen:
            kind: kmeans
            description: How customers buy.
            owner: crm-team
            kmeans:
              choose_k: {"{ from: 2, to: 5 }"}
        {Features}
          tree:
            kind: hierarchical
            hierarchical:
              k: 3
        {Features}
          soft:
            kind: mixture
            mixture:
              k: 3
        {Features}
        """;

    /// <summary>One published night with three such schemes.</summary>
    public sealed class Night : IDisposable
    {
        public Night()
        {
            Shop = Shop.Unpublished().Configure(Schemes);
            Shop.Write("crm/customers.csv", Shop.CustomerHeader + string.Concat(Enumerable.Range(0, 360).Select(number => $"C{number:000},c{number}@example.com,{(number % 2 == 0 ? "DE" : "FR")}\n")));
            Shop.Write("orders/orders.csv", Orders());
            Document = Shop.PublishedNight(Shop.FirstNight);
        }

        internal Shop Shop { get; }

        internal JsonElement Document { get; }

        public void Dispose() => Shop.Dispose();

        private static string Orders()
        {
            var lines = new StringBuilder(Shop.OrderHeader);
            var last = new DateOnly(2025, 12, 1);
            for (int customer = 0; customer < 360; customer++)
            {
                // Spread without steps, so that nothing but the three kinds is there to be found.
                double draw = customer * 0.6180339887 % 1;
                double other = customer * 0.7548776662 % 1;
                (int count, int days, int price) = (customer % 3) switch { 0 => (34 + (int)(12 * draw), 7, 10), 1 => (9 + (int)(6 * draw), 30, 400), _ => (1, 300, 60) };
                for (int order = 0; order < count; order++)
                {
                    DateOnly day = last.AddDays(-(int)(12 * other) - (customer % 3 == 2 ? days + (int)(60 * draw) : order * days));
                    lines.Append(CultureInfo.InvariantCulture, $"O{customer:000}{order:00},1,C{customer:000},{day:yyyy-MM-dd},P1,1,{price * (0.8 + 0.4 * other):0.00},EUR\n");
                }
            }

            return lines.ToString();
        }
    }

    [Theory]
    [InlineData("chosen")]
    [InlineData("tree")]
    [InlineData("soft")]
    public void The_three_kinds_of_customers_are_found(string scheme) =>
        night.Shop.Read(
            $"""
            select count(distinct kind || segment_code), count(distinct segment_code), count(*)
            from (
                select segments.segment_code, cast(cast(right(source_record_id, 3) as int) % 3 as varchar) as kind
                from customer_segments as segments
                inner join identity.customer_xref as xref
                    on xref.customer_id = segments.customer_id
                where scheme = '{scheme}')
            """).ShouldBe(["3 3 360"]);

    [Fact]
    public void The_number_of_segments_is_chosen_with_a_reason() =>
        night.Shop.Read("select subject, verdict from model_evidence where scheme = 'chosen' and topic = 'k_selection' and item = 'decision'").ShouldBe(["3 chosen"]);

    [Theory]
    [InlineData("chosen", "fit, gate, k_selection, profile, rule, stability, words")]
    [InlineData("tree", "dendrogram, fit, gate, profile, rule, stability, words")]
    [InlineData("soft", "fit, gate, profile, rule, stability, words")]
    public void Every_chapter_of_the_evidence_is_published(string scheme, string topics) =>
        night.Shop.Read(
            $"select array_to_string(list_sort(list_filter(list(distinct topic), lambda topic : topic <> 'predictive_power')), ', ') from model_evidence where scheme = '{scheme}'")
            .ShouldBe([topics]);

    [Fact]
    public void Labels_come_from_behaviour_and_differ() =>
        night.Shop.Read("select count(distinct segment_label), count(*) filter (where segment_label like 'Segment %') from dim_segment where scheme = 'chosen' and state = 'scored'")
            .ShouldBe(["3 0"]);

    [Fact]
    public void Segments_that_are_apart_pass_their_gates() =>
        night.Shop.Read("select distinct verdict from model_evidence where scheme = 'chosen' and topic = 'gate' and subject = 'scheme' and verdict <> ''").ShouldBe(["pass"]);

    [Fact]
    public void The_card_names_purpose_owner_and_limits()
    {
        string card = night.Shop.Read("select card from model_cards where scheme = 'chosen'").Single();

        card.ShouldContain("| Purpose | How customers buy. |", Case.Sensitive);
        card.ShouldContain("| Owner | crm-team |", Case.Sensitive);
        card.ShouldContain("It must not be used to decide on credit", Case.Sensitive);
    }

    /// <summary>The rules are SQL that stands by itself: on the published features they give the published tags.</summary>
    [Fact]
    public void The_published_rules_give_the_published_segments()
    {
        string rules = night.Shop.Read("select detail from model_evidence where scheme = 'chosen' and topic = 'rule' and item = 'sql'").Single();

        night.Shop.Read(
            $"""
            select count(*) filter (where ({rules}) = segment_code), count(*)
            from customer_segments
            inner join customer_features using (customer_id)
            where scheme = 'chosen'
            """).ShouldBe(["360 360"]);
    }

    [Fact]
    public void A_refit_on_the_same_customers_keeps_every_code()
    {
        string before = night.Shop.HashOfTags();

        night.Shop.PublishedNight(Shop.FirstNight, "--full-refresh");

        night.Shop.HashOfTags().ShouldBe(before);
    }

    /// <summary>A new first feature numbers clusters in another order, were they numbered anew.</summary>
    [Fact]
    public void A_changed_definition_gives_no_code_to_other_customers()
    {
        using var changed = new Night();
        IReadOnlyList<string> before = Tags(changed.Shop);
        changed.Shop.Configure("        - { name: recency_days, transform: log1p }\n        - { name: order", "        - { name: repeat_order_count, transform: log1p }\n        - { name: recency_days, transform: log1p }\n        - { name: order");

        changed.Shop.PublishedNight(Shop.FirstNight);

        Tags(changed.Shop).ShouldBe(before);
        changed.Shop.Read("select distinct verdict from model_evidence where topic = 'lineage' and subject <> 'model'").ShouldBe(["kept"]);
    }

    private static IReadOnlyList<string> Tags(Shop shop) =>
        shop.Read("select scheme, customer_id, segment_code from customer_segments where scheme in ('chosen', 'tree', 'soft') order by 1, 2");
}
