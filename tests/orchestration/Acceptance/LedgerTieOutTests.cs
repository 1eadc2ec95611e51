using System.Globalization;
using Segmentation.Jobs;

namespace Segmentation.Batch.Tests.Acceptance;

/// <summary>
/// Goal: a ledger with planted breaks is tied to the warehouse to the cent: every break is found, and nothing else.
/// Method: the planted breaks are read from the file that came with the ledger.
/// </summary>
[Collection("acceptance")]
public class LedgerTieOutTests
{
    [SkippableFact]
    public void Every_planted_break_of_Online_Retail_is_found_and_nothing_else()
    {
        SharedData.Require();
        using var company = new Company("online-retail-books");

        NightResult result = company.Night("2011-12-10");

        result.Audits.ShouldAllBe(audit => audit.Status != "fail");
        company.Rows("select document_id || ' ' || break_class || ' ' || cast(cast(amount as decimal(18,2)) as varchar) from finance_breaks order by 1")
            .Select(row => row[0]).ShouldBe(Planted());
        company.Row("select sum(amount) filter (where line in ('segment', 'unassigned')) - sum(amount) filter (where line = 'ledger') from finance_tie_out")
            .ShouldBe(["8693.164"]);
        company.Row("select sum(amount) from finance_tie_out where line = 'rounding'").ShouldBe(["-0.004"]);
        company.Row("select sum(abs(amount)) from finance_tie_out where line = 'unexplained'").ShouldBe(["0"]);
        company.Row("select sum(amount), count(distinct period || business_unit) from finance_tie_out where line = 'ledger'")[1].ShouldBe("52");
    }

    private static IEnumerable<string> Planted() => File.ReadLines(Path.Combine(SharedData.Folder, "online-retail", "gl", "planted.csv"))
        .Skip(1).Select(line => line.Split(','))
        .Where(cells => !cells[1].StartsWith("split", StringComparison.Ordinal))
        .Select(cells => string.Create(CultureInfo.InvariantCulture,
            $"{cells[0]} {cells[1].Replace("posted_next_period", "wrong_period", StringComparison.Ordinal)} {decimal.Parse(cells[2], CultureInfo.InvariantCulture):0.00}"))
        .Order(StringComparer.Ordinal);
}
