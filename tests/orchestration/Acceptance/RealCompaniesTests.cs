using System.Globalization;
using Segmentation.Jobs;

namespace Segmentation.Batch.Tests.Acceptance;

/// <summary>
/// Goal: three companies, one program, no special case in code; every figure is from outside the program.
/// Method: all files are ingested, nights are run, and the published tables are asked.
/// </summary>
[Collection("acceptance")]
public class RealCompaniesTests
{
    [SkippableFact]
    public void Online_Retail_night_by_night_is_accounted_for_to_the_last_digit()
    {
        SharedData.Require();
        using var company = new Company("online-retail");
        string[] nights =
        [
            .. Enumerable.Range(0, 12).Select(month => new DateOnly(2011, 1, 1).AddMonths(month).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            "2011-12-10",
        ];
        var customers = new Dictionary<string, (string All, string WithoutSale)>
        {
            ["2011-06-01"] = ("2767", "49"),
            ["2011-12-10"] = ("4372", "33"),
        };
        foreach (string night in nights)
        {
            NightResult result = company.Night(night);
            result.Audits.ShouldAllBe(audit => audit.Status != "fail");
            result.PublishedHash.ShouldNotBeNull();
            if (customers.TryGetValue(night, out (string All, string WithoutSale) expected))
            {
                company.Row("select count(*), count(*) filter (where order_count = 0) from customer_features")
                    .ShouldBe([expected.All, expected.WithoutSale], night);
            }
        }

        Totals_of(company, "2011-06-01", "true").ShouldBe((209_029, 3_706_827.641m, 10_783));
        Totals_of(company, "2011-06-01", "segment_code = 'UNASSIGNED'").ShouldBe((59_976, 586_339.55m, null));
        Totals_of(company, "2011-06-01", "account_class = 'returns'").ShouldBe((3_783, -357_898.95m, null));

        Totals_of(company, "2011-12-10", "true").ShouldBe((541_909, 9_747_747.934m, 25_900));
        Totals_of(company, "2011-12-10", "segment_code = 'UNASSIGNED'").ShouldBe((135_080, 1_447_682.12m, null));
        Totals_of(company, "2011-12-10", "account_class = 'returns'").ShouldBe((9_288, -896_812.49m, null));

        company.Row("select count(*) from finance_reconciliation where not is_tied").ShouldBe(["0"]);
        company.Row("select count(distinct snapshot_date) from finance_reconciliation").ShouldBe(["13"]);
        company.Row("select count(*) from customer_segments").ShouldBe([$"{4 * 4_372}"]);
        // Every customer of a snapshot is in one segment of each scheme on that day.
        company.Row("select count(*) from segment_membership_daily where snapshot_date = '2011-06-01'").ShouldBe([$"{4 * 2_767}"]);
        company.Row(
            """
            select sum(customer_count) from segment_migration
            where scheme = 'value' and to_snapshot_date = '2011-12-10' and to_segment_code <> '(left)'
            """).ShouldBe(["4372"]);
    }

    [SkippableFact]
    public void Online_Retail_gives_the_same_tags_on_one_thread_and_on_two()
    {
        SharedData.Require();
        string[] hashes = [.. new[] { 1, 2 }.Select(threads =>
        {
            using var company = new Company("online-retail");
            company.Night("2011-06-01", threads);
            return company.Night("2011-12-10", threads).PublishedHash!;
        })];

        hashes[1].ShouldBe(hashes[0]);
    }

    [SkippableFact]
    public void CDNOW_is_published_from_columns_set_apart_by_blanks()
    {
        SharedData.Require();
        using var company = new Company("cdnow");
        company.Night("1998-07-01");

        company.Row("select count(distinct customer_id) from customer_segments").ShouldBe(["23570"]);
        (long lines, decimal amount, _) = Totals_of(company, "1998-07-01", "true");
        (lines, amount).ShouldBe((69_659, 2_500_315.63m));
    }

    /// <summary>Wholesale, z-scored, k = 2: published SSE 1954.041635, sizes 391 and 49 (golden numbers).</summary>
    [SkippableFact]
    public void Wholesale_clients_fall_into_the_published_clusters()
    {
        SharedData.Require();
        using var company = new Company("wholesale");
        company.Night("2014-06-01");

        company.Rows("select customer_count from bi_segment_overview_v1 where scheme = 'mix' and customer_count > 0 order by 1 desc")
            .Select(row => row[0]).ShouldBe(["391", "49"]);
        double inertia = double.Parse(
            company.Row("select sum(score * score) from customer_segments where scheme = 'mix'")[0], CultureInfo.InvariantCulture);
        inertia.ShouldBe(1954.041635, 1954.041635 * 1e-5);
        company.Rows("select segment_code, customer_count from bi_segment_overview_v1 where scheme = 'channel' and customer_count > 0")
            .Select(row => string.Join(' ', row)).ShouldBe(["HORECA 298", "RETAIL 142"]);
    }

    private static (long Lines, decimal Amount, long? Documents) Totals_of(Company company, string night, string where)
    {
        IReadOnlyList<string> row = company.Row(
            $"""
            select sum(line_count), sum(amount), sum(document_count)
            from finance_segment_revenue where scheme = 'value' and snapshot_date = '{night}' and {where}
            """);
        return (
            long.Parse(row[0], CultureInfo.InvariantCulture),
            decimal.Parse(row[1], CultureInfo.InvariantCulture),
            where == "true" ? long.Parse(row[2], CultureInfo.InvariantCulture) : null);
    }
}
