using Segmentation.Jobs.Score;
using Segmentation.Models.Clustering;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Tests.Score;

/// <summary>The same model in C# and as SQL must give the same tags.</summary>
/// <remarks>A million rows take long: they are scored when SEGBATCH_LONG is 1, and 50,000 otherwise.</remarks>
public sealed class ClusterSqlTests
{
    private static readonly FeatureScalingOptions[] Options =
    [
        new() { Name = "recency_days", Transform = FeatureTransform.SignedLog1p, Missing = MissingRule.Median },
        new() { Name = "net_spend_amount", Transform = FeatureTransform.SignedLog1p, WinsorizeShare = 0.02, Missing = MissingRule.Mean },
        new() { Name = "discount_share", Scale = FeatureScale.Robust, Weight = 1.75, Missing = MissingRule.Constant, MissingValue = -0.25 },
        new() { Name = "always_seven", Missing = MissingRule.Median },
        new() { Name = "Own Feature", Scale = FeatureScale.None, WinsorizeShare = 0.1, Weight = 0.3, Missing = MissingRule.Median },
    ];

    [Fact]
    public void Tags_equal_those_of_the_program()
    {
        int rowCount = Environment.GetEnvironmentVariable("SEGBATCH_LONG") == "1" ? 1_000_000 : 50_000;
        double[][] columns = MadeUp(rowCount);
        FeatureScaler scaler = FeatureScaler.Fit(columns, Options);
        KMeansFit fit = KMeans.Fit(scaler.Apply(columns), columns.Length, new KMeansOptions { ClusterCount = 8, Seed = 5, Restarts = 1 });

        Compare(scaler, fit.Centroids, columns);
    }

    [Fact]
    public void A_tie_goes_to_the_lower_cluster_for_the_nearest_and_for_the_next()
    {
        // Clusters 0 and 2 are one point, and 1 and 3 another: whoever is nearest to a pair belongs to its lower number.
        double[][] columns = [[1, 9, 5, double.NaN], [0, 0, 0, 0]];
        FeatureScaler scaler = FeatureScaler.Fit(
            columns,
            [new() { Name = "a", Scale = FeatureScale.None, Missing = MissingRule.Constant, MissingValue = 5 }, new() { Name = "b", Scale = FeatureScale.None }]);
        double[] centroids = [1, 0, 9, 0, 1, 0, 9, 0];

        string[] tags = Compare(scaler, centroids, columns);

        tags.ShouldBe(["K1 K3", "K2 K4", "K1 K2", "K1 K2"]);
    }

    [Fact]
    public void One_cluster_has_no_next()
    {
        double[][] columns = [[1, 2, 3]];
        FeatureScaler scaler = FeatureScaler.Fit(columns, [new() { Name = "a" }]);

        Compare(scaler, [0], columns).ShouldBe(["K1 ", "K1 ", "K1 "]);
    }

    [Fact]
    public void A_model_too_large_to_be_read_as_sql_has_none()
    {
        double[][] columns = [[1, 2, 3]];
        FeatureScaler scaler = FeatureScaler.Fit(columns, [new() { Name = "a" }]);

        ClusterSql.Of(scaler, new double[5_000], [.. Enumerable.Range(0, 5_000).Select(code => $"K{code}")], "t").ShouldBeNull();
    }

    [Fact]
    public void Centroids_that_do_not_fit_are_refused()
    {
        FeatureScaler scaler = FeatureScaler.Fit([[1, 2, 3]], [new() { Name = "a" }]);

        Should.Throw<ArgumentException>(() => ClusterSql.Of(scaler, [1, 2, 3], ["K1", "K2"], "t"));
    }

    /// <summary>Scores both ways; every tag, next tag and distance must agree.</summary>
    private static string[] Compare(FeatureScaler scaler, double[] centroids, double[][] columns)
    {
        int rowCount = columns[0].Length;
        string[] codes = [.. Enumerable.Range(1, centroids.Length / columns.Length).Select(number => $"K{number}")];
        (int[] nearest, int[] next) = (new int[rowCount], new int[rowCount]);
        (double[] squared, double[] nextSquared) = (new double[rowCount], new double[rowCount]);
        NearestTwo.Find(scaler.Apply(columns), columns.Length, centroids, nearest, next, squared, nextSquared);

        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 2 });
        string names = string.Join(", ", scaler.Features.Select(feature => $"{SqlText.Identifier(feature.Name)} double"));
        engine.Execute($"create table main.made_up (customer_id bigint, {names})", "made-up customers");
        engine.Append("main.made_up", Enumerable.Range(0, rowCount), (row, number) =>
        {
            row.AppendValue((long)number);
            foreach (double[] column in columns)
            {
                // A missing value is null in one row and NaN in the next.
                row.AppendValue(double.IsNaN(column[number]) && number % 2 == 0 ? null : (double?)column[number]);
            }
        });
        string sql = ClusterSql.Of(scaler, centroids, codes, "main.made_up")!;
        IReadOnlyList<(string Code, double Distance, string NextCode)> scored = engine.Query(
            $"select * from (\n{sql}\n) as scored order by customer_id", "scoring by SQL",
            row => (row.GetString(1), row.GetDouble(2), row.IsDBNull(3) ? "" : row.GetString(3)));

        string[] bySql = [.. scored.Select(row => $"{row.Code} {row.NextCode}")];
        string[] byProgram = [.. nearest.Zip(next, (own, other) => $"{codes[own]} {(other < 0 ? "" : codes[other])}")];
        Enumerable.Range(0, rowCount).Count(row => bySql[row] != byProgram[row]).ShouldBe(0);
        Enumerable.Range(0, rowCount).Max(row => Math.Abs(scored[row].Distance - Math.Sqrt(squared[row]))).ShouldBeLessThan(1e-12);
        return bySql;
    }

    /// <summary>Skewed, repeated, negative, missing and constant values.</summary>
    private static double[][] MadeUp(int rowCount)
    {
        var random = new Random(11);
        double Draw(double missingShare, Func<double> draw) => random.NextDouble() < missingShare ? double.NaN : draw();
        double[][] columns = [.. Options.Select(_ => new double[rowCount])];
        for (int row = 0; row < rowCount; row++)
        {
            columns[0][row] = Draw(0.05, () => random.Next(0, 400));
            columns[1][row] = Draw(0.01, () => Math.Round(Math.Exp(random.NextDouble() * 14) - 50, 2));
            columns[2][row] = Draw(0.3, () => random.Next(3) == 0 ? 0 : random.NextDouble());
            columns[3][row] = 7;
            columns[4][row] = Draw(0.1, () => random.NextDouble() * 1e-9);
        }

        return columns;
    }
}
