using Segmentation.Models.Selection;

namespace Segmentation.Models.Tests.Selection;

public class PredictionStrengthTests
{
    private static readonly ClusterFit ByKMeans = ClusterFits.KMeans(seed: 1);

    [Fact]
    public void The_worst_cluster_is_worked_by_hand()
    {
        // Cluster 0 has 4 rows, 6 pairs; predicted 3 and 1, 3 pairs together: 1/2. Cluster 1 has 3 rows, all together:
        // 1. Cluster 2 has one row and no pair.
        PredictionStrength.OfLabels([0, 0, 0, 0, 1, 1, 1, 2], [5, 5, 5, 7, 7, 7, 7, 5]).ShouldBe(0.5);
        PredictionStrength.OfLabels([0, 1], [0, 0]).ShouldBe(1);
        PredictionStrength.OfLabels([], []).ShouldBe(1);
    }

    [Fact]
    public void Clouds_apart_are_predicted_and_one_more_is_not()
    {
        (float[] rows, _) = GapStatisticTests.Clouds(3, 900);
        PredictionStrength strength = PredictionStrength.Measure(
            rows, 2, [5, 2, 3, 4], ByKMeans, new PredictionStrengthOptions { Seed = 1 });
        strength.ClusterCount.ShouldBe(3);
        strength.Rows.Select(row => row.ClusterCount).ShouldBe([2, 3, 4, 5]);
        strength.Rows[1].Mean.ShouldBeGreaterThan(0.98);
        strength.Rows[2].Mean.ShouldBeLessThan(0.75);
        strength.Rows[2].StandardError.ShouldBeInRange(0.001, 0.1);
    }

    [Fact]
    public void One_cloud_has_no_number_that_is_predicted()
    {
        (float[] rows, _) = new MadeUp(3).Blobs(800, 4, 1, 1);
        PredictionStrength.Measure(rows, 4, [2, 3, 4], ByKMeans, new PredictionStrengthOptions { Seed = 1 })
            .ClusterCount.ShouldBe(1);
    }

    [Fact]
    public void Threads_and_the_order_of_rows_change_nothing()
    {
        // Clouds that overlap, so that who is in which half shows in the result.
        (float[] rows, _) = new MadeUp(8).Blobs(500, 2, 4, 5);
        ulong[] keys = [.. Enumerable.Range(0, 500).Select(row => (ulong)row * 7 + 3)];
        var options = new PredictionStrengthOptions { Seed = 4, DivisionCount = 3, SampleSize = 300 };
        PredictionStrength one = PredictionStrength.Measure(rows, 2, [2, 4], ByKMeans, options, keys);
        PredictionStrength.Measure(rows, 2, [2, 4], ByKMeans, options with { ThreadCount = 3 }, keys)
            .Rows.ShouldBe(one.Rows);

        float[] reversed = [.. Enumerable.Range(0, 500).Reverse().SelectMany(row => rows[(row * 2)..(row * 2 + 2)])];
        PredictionStrength turned = PredictionStrength.Measure(
            reversed, 2, [2, 4], ByKMeans, options, [.. keys.Reverse()]);
        turned.RowCount.ShouldBe(one.RowCount);
        turned.Rows[1].Mean.ShouldBe(one.Rows[1].Mean, 1e-9);
    }

    [Fact]
    public void Rows_mostly_alike_are_still_measured()
    {
        // Three different values: a half may well hold two only.
        float[] rows = [.. Enumerable.Range(0, 40).Select(row => row < 2 ? row + 1f : 0f)];
        PredictionStrength strength = PredictionStrength.Measure(
            rows, 1, [3], ByKMeans, new PredictionStrengthOptions { Seed = 1 });
        strength.Rows[0].Mean.ShouldBeInRange(0, 1);
    }

    [Fact]
    public void Too_few_rows_are_refused()
    {
        var options = new PredictionStrengthOptions { Seed = 1 };
        Should.Throw<ArgumentException>(
            () => PredictionStrength.Measure(new float[] { 1, 2, 3, 4 }, 1, [2], ByKMeans, options));
        Should.Throw<ArgumentException>(
            () => PredictionStrength.Measure(new float[] { 1, 2, 3, 4, 5, 6 }, 1, [1], ByKMeans, options));
        Should.Throw<ArgumentException>(() => PredictionStrength.Measure(
            new float[] { 1, 2, 3, 4, 5, float.PositiveInfinity }, 1, [2], ByKMeans, options));
    }
}
