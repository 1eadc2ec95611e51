using System.Globalization;

namespace Segmentation.Jobs.Tests.Demo;

/// <summary>The planted groups can be found in the orders.</summary>
[Collection(DemoCompanyGroup.Name)]
public sealed class DemoGroupRecoveryTests(DemoCompanyFixture company)
{
    private const int SnapshotDay = 739_797; // 2026-07-01
    private const int Restarts = 10;

    /// <summary>Goal: k-means on the features the configuration names finds the groups again, adjusted Rand index above 0.95;
    /// 0.8 is what the program itself is held to.
    /// Method: a plain Lloyd with farthest-first starts, on standardised log features of the truth's own behaviour.csv.</summary>
    [Fact]
    public void K_means_finds_the_planted_groups_again()
    {
        DateOnly.FromDayNumber(SnapshotDay).ShouldBe(new DateOnly(2026, 7, 1));
        Dictionary<string, string> groups = company.Files.Truth("customers").ToDictionary(row => row["person_id"], row => row["group"]);
        List<IReadOnlyDictionary<string, string>> buyers = [.. company.Files.Truth("behaviour")];
        List<string> names = [.. groups.Values.Where(name => name != "prospect").Distinct().Order(StringComparer.Ordinal)];
        int[] planted = [.. buyers.Select(row => names.IndexOf(groups[row["person_id"]]))];
        double[][] rows = Standardized([.. buyers.Select(Features)]);

        (double Inertia, int[] Clusters) best = Enumerable.Range(0, Restarts)
            .Select(start => Fit(rows, names.Count, start * 97 % rows.Length)).MinBy(fit => fit.Inertia);

        AdjustedRandIndex(planted, best.Clusters, names.Count).ShouldBeGreaterThan(0.95);
    }

    private static double[] Features(IReadOnlyDictionary<string, string> row)
    {
        double orders = Number(row["order_count"]);
        double spend = Number(row["net_spend_amount"]);
        double discount = Number(row["discount_amount"]);
        return
        [
            Math.Log(1 + SnapshotDay - Day(row["last_order_date"])), Math.Log(1 + orders), Math.Log(1 + spend),
            Math.Log(1 + (spend / orders)), Math.Log(1 + SnapshotDay - Day(row["first_order_date"])),
            spend + discount > 0 ? discount / (spend + discount) : 0,
        ];

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

        static int Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber;
    }

    private static double[][] Standardized(double[][] rows)
    {
        for (int column = 0; column < rows[0].Length; column++)
        {
            double mean = rows.Average(row => row[column]);
            double deviation = Math.Sqrt(rows.Average(row => (row[column] - mean) * (row[column] - mean)));
            foreach (double[] row in rows)
            {
                row[column] = (row[column] - mean) / deviation;
            }
        }

        return rows;
    }

    private static (double Inertia, int[] Clusters) Fit(double[][] rows, int clusterCount, int first)
    {
        List<double[]> centroids = [rows[first]];
        while (centroids.Count < clusterCount)
        {
            centroids.Add(rows.MaxBy(row => centroids.Min(centroid => Distance(row, centroid)))!);
        }

        int[] clusters = [];
        for (int iteration = 0; iteration < 50; iteration++)
        {
            int[] assigned = [.. rows.Select(row => Enumerable.Range(0, clusterCount).MinBy(place => Distance(row, centroids[place])))];
            if (assigned.SequenceEqual(clusters))
            {
                break;
            }

            clusters = assigned;
            foreach (IGrouping<int, double[]> members in rows.Zip(clusters).GroupBy(pair => pair.Second, pair => pair.First))
            {
                centroids[members.Key] = [.. Enumerable.Range(0, rows[0].Length).Select(column => members.Average(row => row[column]))];
            }
        }

        return (rows.Zip(clusters).Sum(pair => Distance(pair.First, centroids[pair.Second])), clusters);
    }

    private static double Distance(double[] left, double[] right)
    {
        double sum = 0;
        for (int column = 0; column < left.Length; column++)
        {
            sum += (left[column] - right[column]) * (left[column] - right[column]);
        }

        return sum;
    }

    /// <summary>Hubert and Arabie 1985: 1 for the same grouping, near 0 for grouping by chance.</summary>
    private static double AdjustedRandIndex(int[] left, int[] right, int count)
    {
        double[,] table = new double[count, count];
        foreach ((int row, int column) in left.Zip(right))
        {
            table[row, column]++;
        }

        double together = table.Cast<double>().Sum(Pairs);
        double ofLeft = left.GroupBy(group => group).Sum(group => Pairs(group.Count()));
        double ofRight = right.GroupBy(group => group).Sum(group => Pairs(group.Count()));
        double expected = ofLeft * ofRight / Pairs(left.Length);
        return (together - expected) / (((ofLeft + ofRight) / 2) - expected);
    }

    private static double Pairs(double count) => count * (count - 1) / 2;
}
