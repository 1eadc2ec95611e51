using System.Globalization;
using System.Text.Json;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Acceptance;

/// <summary>
/// Goal: the README's first command gives, night by night, what was planted. Method: the real program makes a company and
/// runs its nights; its published tables are compared with truth/, which the generator wrote before any night ran.
/// </summary>
public sealed class DemoCompanyTests : IDisposable
{
    private const int Customers = 1500;
    private readonly string folder = Directory.CreateTempSubdirectory("segbatch-demo-").FullName;

    [Fact]
    public void What_was_planted_is_published_and_what_was_spoiled_is_in_quarantine()
    {
        Said said = Segbatch.Run("demo", folder, "--customers", $"{Customers}", "--nights", "2", "--seed", "11", "--json", "--quiet");

        said.ExitCode.ShouldBe(0, said.ToString());
        using JsonDocument report = JsonDocument.Parse(said.Output);
        report.RootElement.GetProperty("AdjustedRandIndex").GetDouble().ShouldBeGreaterThan(0.95);
        report.RootElement.GetProperty("ScoredCustomers").GetInt64().ShouldBeGreaterThan(Customers / 2);
        long planted = report.RootElement.GetProperty("PlantedDefects").GetInt64();
        planted.ShouldBeGreaterThan(0);
        report.RootElement.GetProperty("FoundDefects").GetInt64().ShouldBe(planted);
        long breaks = report.RootElement.GetProperty("PlantedBreaks").GetInt64();
        breaks.ShouldBeGreaterThan(0);
        report.RootElement.GetProperty("FoundBreaks").GetInt64().ShouldBe(breaks);
        report.RootElement.GetProperty("OpenBreaks").GetInt64().ShouldBe(breaks);
        long costs = report.RootElement.GetProperty("PlantedCosts").GetInt64();
        costs.ShouldBeGreaterThan(0);
        report.RootElement.GetProperty("FoundCosts").GetInt64().ShouldBe(costs);
        report.RootElement.GetProperty("QuarantinedRows").GetInt64().ShouldBe(planted);

        IReadOnlyList<Dictionary<string, string>> nights = Truth("totals.csv");
        nights.Count.ShouldBe(2);
        foreach (Dictionary<string, string> night in nights)
        {
            Published(night["snapshot_date"], "true").ShouldBe(
                (Number(night, "line_count"), Number(night, "document_count"), Amount(night, "amount")), night["snapshot_date"]);
            Published(night["snapshot_date"], "segment_code = 'UNASSIGNED'").ShouldBe(
                (Number(night, "guest_line_count"), Number(night, "guest_document_count"), Amount(night, "guest_amount")));
            Published(night["snapshot_date"], "account_class = 'returns'").ShouldBe(
                (Number(night, "credit_line_count"), Number(night, "credit_document_count"), Amount(night, "credit_amount")));
        }

        // Whoever ordered through two systems is one customer: this is what falls apart when rows lose their system.
        Row("select count(*) from customer_features where order_count + credit_count > 0")[0]
            .ShouldBe(nights[^1]["customers_with_orders"]);
        Row("select count(*) from dim_customer as customers anti join customer_features using (customer_id)")[0].ShouldBe("0");
        Row("select string_agg(distinct source_system, ' ' order by source_system) from identity.customer_xref")[0].ShouldBe("crm shop");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private (long Lines, long Documents, decimal Amount) Published(string night, string where)
    {
        IReadOnlyList<string> row = Row(
            $"""
            select sum(line_count), sum(document_count), sum(reporting_amount) from finance_segment_revenue
            where scheme = 'behaviour' and snapshot_date = '{night}' and {where}
            """);
        return (long.Parse(row[0], CultureInfo.InvariantCulture), long.Parse(row[1], CultureInfo.InvariantCulture), decimal.Parse(row[2], CultureInfo.InvariantCulture));
    }

    private IReadOnlyList<string> Row(string sql)
    {
        using PublishedTables tables = PublishedTables.Open(new ProjectFolders(folder, Path.Combine(folder, "warehouse")));
        return [.. tables.Query(sql, CancellationToken.None).Rows[0].Select(value => $"{value}")];
    }

    private IReadOnlyList<Dictionary<string, string>> Truth(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, "truth", file));
        string[] names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static long Number(Dictionary<string, string> row, string column) => long.Parse(row[column], CultureInfo.InvariantCulture);

    private static decimal Amount(Dictionary<string, string> row, string column) => decimal.Parse(row[column], CultureInfo.InvariantCulture);
}
