using System.Globalization;

namespace Segmentation.Jobs.Tests.Demo;

/// <summary>What it costs to serve the demo company's customers is the same in its files, in its ledger and in its truth.</summary>
public sealed class DemoCostsTests(DemoCompanyFixture company) : IClassFixture<DemoCompanyFixture>
{
    [Fact]
    public void The_ledgers_costs_are_what_the_truth_says_and_goods_are_those_of_the_lines()
    {
        ILookup<(string Period, string Account), decimal> posted = company.Files.Paths().Where(path => path.StartsWith("gl/costs-", StringComparison.Ordinal))
            .SelectMany(path => company.Files.Lines(path).Skip(1)).Select(line => DemoFiles.Split(line))
            .ToLookup(entry => (entry[2], entry[3]), entry => Number(entry[5]) * (entry[6] == "CHF" ? 1.05m : 1m));
        ILookup<string, decimal> freight = company.Files.Lines("costs/freight.csv.gz").Skip(1).Select(line => DemoFiles.Split(line))
            .ToLookup(cost => $"{cost[4][..7]}{(cost[1].Length == 0 ? " guest" : "")}", cost => Number(cost[3]));
        var accounts = new Dictionary<string, string> { ["goods"] = "5400", ["freight"] = "6740", ["support"] = "6020", ["campaigns"] = "6600" };

        IReadOnlyList<IReadOnlyDictionary<string, string>> truths = company.Files.Truth("costs");
        truths.Count.ShouldBe(18 * accounts.Count);
        foreach (IReadOnlyDictionary<string, string> truth in truths)
        {
            decimal total = Number(truth["total_amount"]);
            posted[(truth["period"], accounts[truth["pool"]])].Sum().ShouldBe(total);
            decimal booked = Number(truth["booked_amount"]);
            if (truth["pool"] == "freight")
            {
                (-freight[truth["period"]].Sum()).ShouldBe(booked);
                (total - booked + freight[$"{truth["period"]} guest"].Sum()).ShouldBe(-1500m);
            }

            (total - booked).ShouldBeLessThan(0, $"{truth["period"]} {truth["pool"]}: something is left to share out");
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
