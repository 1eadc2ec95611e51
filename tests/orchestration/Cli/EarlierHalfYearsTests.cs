using System.Globalization;
using System.Text;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>What a fit says about earlier half years, against nights that were really run on those days.</summary>
/// <remarks>
/// Goal: the features of an earlier day that the evidence is made from are those of that day's own night. Method: one shop runs a
/// night on 1 July, another only on 1 January; the agreement that the second one reports between the two days must be that of the two
/// nights' published tags, counted here pair by pair.
/// </remarks>
public sealed class EarlierHalfYearsTests
{
    private const string Scheme = """
          habits:
            kind: kmeans
            kmeans:
              k: 3
              features:
                - { name: recency_days, transform: log1p }
                - { name: order_count, transform: log1p }
                - { name: average_order_amount, transform: log1p }
                - { name: spend_90d_amount, transform: log1p }

        """;

    [Fact]
    public void The_fit_of_half_a_year_ago_is_that_of_its_own_night()
    {
        using Shop summer = Longer();
        using Shop winter = Longer();
        summer.PublishedNight("2025-07-01");
        winter.PublishedNight("2026-01-01");

        double reported = double.Parse(
            winter.Read("select value from model_evidence where scheme = 'habits' and topic = 'stability' and item = 'rolling_window' and subject = '2025-07-01 to 2026-01-01'").Single(),
            CultureInfo.CurrentCulture);

        int[][] tags = [Tags(summer), Tags(winter)];
        tags[0].ShouldNotBe(tags[1]);
        reported.ShouldBe(AdjustedRand(tags[0], tags[1]), 1e-9);
    }

    private static Shop Longer()
    {
        Shop shop = Shop.Unpublished().Configure(Scheme);
        shop.Write("crm/customers.csv", Shop.CustomerHeader + string.Concat(Enumerable.Range(0, 240).Select(number => $"C{number:000},c{number}@example.com,DE\n")));
        return shop.Write("orders/orders.csv", Orders());
    }

    /// <summary>Three kinds of customers since July 2024; every fifth stops in June 2025.</summary>
    private static string Orders()
    {
        var lines = new StringBuilder(Shop.OrderHeader);
        for (int customer = 0; customer < 240; customer++)
        {
            (int days, int price) = (customer % 3) switch { 0 => (9, 10), 1 => (30, 300), _ => (75, 80) };
            DateOnly end = customer % 5 == 0 ? new DateOnly(2025, 6, 10) : new DateOnly(2025, 12, 28);
            int order = 0;
            for (DateOnly day = new DateOnly(2024, 7, 1).AddDays(customer % 9); day < end; day = day.AddDays(days + (customer % 4)))
            {
                lines.Append(CultureInfo.InvariantCulture, $"O{customer:000}-{order++},1,C{customer:000},{day:yyyy-MM-dd},P1,1,{price + (customer % 11)}.50,EUR\n");
            }
        }

        return lines.ToString();
    }

    private static int[] Tags(Shop shop) =>
        [.. shop.Read(
            """
            select segment_code
            from customer_segments
            inner join identity.customer_xref as xref
                on xref.customer_id = customer_segments.customer_id
            where scheme = 'habits'
            order by source_record_id
            """).Select(code => code[1] - '0')];

    private static double AdjustedRand(int[] first, int[] second)
    {
        (double both, double inFirst, double inSecond, double all) = (0, 0, 0, 0);
        for (int a = 0; a < first.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                (bool together, bool alsoTogether) = (first[a] == first[b], second[a] == second[b]);
                both += together && alsoTogether ? 1 : 0;
                inFirst += together ? 1 : 0;
                inSecond += alsoTogether ? 1 : 0;
                all++;
            }
        }

        double expected = inFirst * inSecond / all;
        return (both - expected) / ((inFirst + inSecond) / 2 - expected);
    }
}
