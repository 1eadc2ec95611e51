using Segmentation.Sql.Engine.Spark;
using Segmentation.Tests.Spark;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>Spark's own models on rows whose clusters are known: three corners, 100 customers each, within 0.5 of it.</summary>
public sealed class SparkMlTests(SparkServer server) : SparkTests(server)
{
    private const string Corners =
        """
        select id, 10 * (id % 3 % 2) + (id div 3) % 10 / 20e0 - 0.225e0 as x, 10 * (id % 3 div 2) + (id div 30) / 20e0 - 0.225e0 as y
        from range(0, 300, 1, 2)
        """;

    [SkippableFact]
    public async Task K_means_finds_the_corners_and_its_cost_is_theirs()
    {
        await using SparkSession session = await ConnectAsync();
        var ml = new SparkMl(session);
        SparkRelation rows = SparkMl.Assemble(SparkRelation.Sql(Corners), ["x", "y"], "features");

        SparkModel model = await ml.FitKMeansAsync(rows, new SparkClusteringOptions { ClusterCount = 3, Seed = 42 });
        double[][] centers = await ml.CentersAsync(model);
        SparkRelation clustered = SparkMl.Apply(model, rows);

        Rounded(centers).ShouldBe(["0;0", "0;10", "10;0"]);
        // Each coordinate takes 0.05 * (-4.5 .. 4.5): the mean of its squares is 0.0025 * 8.25.
        (await ml.CostAsync(model, rows)).ShouldBe(300 * 2 * 0.0025 * 8.25, 1e-9);
        (await ml.SilhouetteAsync(clustered)).ShouldBeGreaterThan(0.99);
        await session.CreateViewAsync("clustered", clustered.Without("features"));
        (await RowsAsync(session, SparkRelation.Sql("select count(*) from clustered group by prediction"))).ShouldBe([[100L], [100L], [100L]]);
    }

    [SkippableFact]
    public async Task A_model_that_is_saved_and_loaded_is_the_same_and_one_that_is_deleted_is_gone()
    {
        await using SparkSession session = await ConnectAsync();
        var ml = new SparkMl(session);
        SparkRelation rows = SparkMl.Assemble(SparkRelation.Sql(Corners), ["x", "y"], "features");
        SparkModel model = await ml.FitBisectingKMeansAsync(rows, new SparkClusteringOptions { ClusterCount = 3, Seed = 42 });
        string path = Path.Combine(Server.Folder, "model");

        await ml.SaveAsync(model, path);
        SparkModel loaded = await ml.LoadAsync(model.Class, path);
        string[] centers = Rounded(await ml.CentersAsync(loaded));
        double cost = await ml.CostAsync(model, rows);
        await ml.DeleteAsync([model, loaded]);

        centers.ShouldBe(["0;0", "0;10", "10;0"]);
        cost.ShouldBe(300 * 2 * 0.0025 * 8.25, 1e-9);
        await Should.ThrowAsync<SparkException>(() => ml.CentersAsync(loaded));
    }

    [SkippableFact]
    public async Task A_scaled_column_has_mean_0_and_standard_deviation_1()
    {
        await using SparkSession session = await ConnectAsync();
        var ml = new SparkMl(session);
        SparkRelation raw = SparkMl.Assemble(SparkRelation.Sql(Corners), ["x", "y"], "raw");

        SparkModel scaler = await ml.FitScalerAsync(raw, "raw", "features");
        SparkModel model = await ml.FitKMeansAsync(SparkMl.Apply(scaler, raw), new SparkClusteringOptions { ClusterCount = 3, Seed = 1 });
        double[][] centers = await ml.CentersAsync(model);
        double within = await ml.CostAsync(model, SparkMl.Apply(scaler, raw));

        // The three clusters are equally large, so the mean of all is that of their centres.
        centers.Sum(center => center[0]).ShouldBe(0, 1e-12);
        centers.Sum(center => center[1]).ShouldBe(0, 1e-12);
        // n rows of unit sample variance: the squares of each column add up to n - 1, within clusters and between them.
        (within + 100 * centers.Sum(center => center.Sum(value => value * value))).ShouldBe(2 * 299, 1e-6);
    }

    private static string[] Rounded(double[][] centers) =>
        [.. centers.Select(center => string.Join(';', center.Select(value => Math.Round(value, 6) + 0.0))).Order(StringComparer.Ordinal)];
}
