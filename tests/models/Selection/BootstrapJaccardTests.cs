using Segmentation.Models.Selection;

namespace Segmentation.Models.Tests.Selection;

public class BootstrapJaccardTests
{
    private static readonly ClusterFit ByKMeans = ClusterFits.KMeans(seed: 1);

    [Fact]
    public void A_fit_that_always_finds_one_cluster_is_worked_by_hand()
    {
        // Whatever is drawn, all of it is one cluster. Of 4 rows the resample holds a of cluster 0 and b of cluster 1,
        // so the coefficients are a/(a+b) and b/(a+b), which add up to 1 in every resample that holds both; a cluster
        // alone in a resample has 1.
        float[] rows = [0, 1, 10, 11];
        BootstrapJaccard jaccard = BootstrapJaccard.Measure(
            rows,
            1,
            new FittedClusters([0, 0, 1, 1], [0.5, 10.5]),
            request => new FittedClusters(new int[request.RowKeys.Length], new double[request.ClusterCount]),
            new BootstrapJaccardOptions { Seed = 1, ResampleCount = 2000 });
        double alone = 0;
        double both = 0;

        // Each row is in a resample with probability p = 1 - (3/4)^4, on its own.
        double p = 1 - Math.Pow(0.75, 4);
        foreach ((int a, int b) in new[] { (1, 0), (2, 0), (1, 1), (1, 2), (2, 1), (2, 2) })
        {
            double chance = Choose(a) * Choose(b) * Math.Pow(p, a + b) * Math.Pow(1 - p, 4 - a - b);
            both += chance * a / (a + b);
            alone += chance;
        }

        jaccard.Clusters[0].MeanJaccard.ShouldBe(both / alone, 0.02);
        ((double)jaccard.Clusters[0].ResampleCount).ShouldBe(2000 * alone, 60);
        jaccard.Clusters[0].Stability.ShouldBe(ClusterStability.Doubtful);

        static int Choose(int count) => count == 1 ? 2 : 1;
    }

    [Fact]
    public void Clouds_apart_come_back_and_halves_of_one_cloud_do_not()
    {
        // Three round clouds; cloud 2 is cut in two by the fit of four.
        (float[] rows, _) = GapStatisticTests.Clouds(3, 900);
        FittedClusters three = Fit(rows, 3);
        BootstrapJaccard stable = BootstrapJaccard.Measure(
            rows, 2, three, ByKMeans, new BootstrapJaccardOptions { Seed = 1 });
        stable.Clusters.ShouldAllBe(cluster => cluster.Stability == ClusterStability.HighlyStable);
        stable.Clusters.ShouldAllBe(cluster => cluster.RecoveredCount == 50 && cluster.DissolvedCount == 0);
        stable.Minimum.ShouldBeGreaterThan(0.98);

        BootstrapJaccard halves = BootstrapJaccard.Measure(
            rows, 2, Fit(rows, 4), ByKMeans, new BootstrapJaccardOptions { Seed = 1 });
        halves.Minimum.ShouldBeLessThan(0.75);
        halves.Clusters.Count(cluster => cluster.Stability < ClusterStability.Stable).ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public void A_cluster_without_rows_in_the_sample_is_not_measured()
    {
        (float[] rows, int[] truth) = GapStatisticTests.Clouds(2, 200);
        BootstrapJaccard jaccard = BootstrapJaccard.Measure(
            rows,
            2,
            new FittedClusters(truth, [0, 0, 12, 0, 50, 50]),
            ByKMeans,
            new BootstrapJaccardOptions { Seed = 1, ResampleCount = 5 });
        jaccard.Clusters[2].Stability.ShouldBe(ClusterStability.NotMeasured);
        jaccard.Clusters[2].MeanJaccard.ShouldBe(double.NaN);
        jaccard.Minimum.ShouldBeGreaterThan(0.4);
    }

    [Fact]
    public void Threads_and_the_order_of_rows_change_nothing()
    {
        // Clouds that overlap, so that who is drawn shows in the result.
        (float[] rows, int[] truth) = new MadeUp(8).Blobs(600, 2, 4, 5);
        ulong[] keys = [.. Enumerable.Range(0, 600).Select(row => (ulong)row * 7 + 3)];
        var judged = new FittedClusters(truth, [0, 0, 12, 0, 0, 12, 12, 12]);
        var options = new BootstrapJaccardOptions { Seed = 4, ResampleCount = 5, SampleSize = 300 };
        BootstrapJaccard one = BootstrapJaccard.Measure(rows, 2, judged, ByKMeans, options, keys);
        BootstrapJaccard.Measure(rows, 2, judged, ByKMeans, options with { ThreadCount = 3 }, keys)
            .Clusters.ShouldBe(one.Clusters);

        float[] reversed = [.. Enumerable.Range(0, 600).Reverse().SelectMany(row => rows[(row * 2)..(row * 2 + 2)])];
        BootstrapJaccard turned = BootstrapJaccard.Measure(
            reversed, 2, judged with { Assignments = [.. truth.Reverse()] }, ByKMeans, options, [.. keys.Reverse()]);
        turned.Clusters.ShouldBe(one.Clusters);
        one.RowCount.ShouldBeInRange(250, 350);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        float[] rows = [1, 2, 3];
        var options = new BootstrapJaccardOptions { Seed = 1 };
        Should.Throw<ArgumentException>(() => BootstrapJaccard.Measure(
            rows, 1, new FittedClusters([0, 1], [1, 2]), ByKMeans, options));
        Should.Throw<ArgumentException>(() => BootstrapJaccard.Measure(
            rows, 1, new FittedClusters([0, 1, 2], [1, 2]), ByKMeans, options)).Message.ShouldContain("row 2");
        Should.Throw<ArgumentException>(() => BootstrapJaccard.Measure(
            rows, 1, new FittedClusters([0, 1, 1], [1, 2]), ByKMeans, options with { StableJaccard = 0.9 }))
            .Message.ShouldContain("ascend");
    }

    private static FittedClusters Fit(float[] rows, int clusterCount) => ByKMeans(new ClusterFitRequest
    {
        Rows = rows,
        ColumnCount = 2,
        ClusterCount = clusterCount,
        RowKeys = [.. Enumerable.Range(0, rows.Length / 2).Select(row => (ulong)row)],
    });
}
