using CsCheck;
using Segmentation.Models.Clustering;

namespace Segmentation.Models.Tests.Clustering;

public class SizeConstrainedKMeansTests
{
    [Fact]
    public void The_cheapest_row_moves_to_the_cluster_that_is_short()
    {
        // Nearest: 0 1 2 3 | 10. Cluster 1 needs two; moving 3 costs 49 - 9 = 40, less than 2, 1 or 0 would.
        int[] assignments = SizeConstrainedKMeans.Assign(
            [0, 1, 2, 3, 10], 1, [0, 10], new SizeConstraints { MinimumSize = 2 }, out double inertia);
        assignments.ShouldBe([0, 0, 0, 1, 1]);
        inertia.ShouldBe(0 + 1 + 4 + 49 + 0);
    }

    [Fact]
    public void A_row_may_move_on_behalf_of_another()
    {
        // Centroids 0, 10, 20. All rows sit in cluster 0 or 1; cluster 2 is short, and the cheapest way is 10 -> 2.
        int[] assignments = SizeConstrainedKMeans.Assign(
            [0, 4, 9, 11], 1, [0, 10, 20], new SizeConstraints { MinimumSize = 1, MaximumSize = 2 }, out _);
        assignments.ShouldBe([0, 0, 1, 2]);
    }

    [Fact]
    public void Limits_that_do_not_bind_change_nothing()
    {
        (float[] rows, _) = new MadeUp(4).Blobs(200, 3, 3, 8);
        KMeansFit plain = KMeans.Fit(rows, 3, new KMeansOptions { ClusterCount = 3, Seed = 1, Tolerance = 0 });
        KMeansFit limited =
            SizeConstrainedKMeans.Fit(rows, 3, plain.Centroids, new SizeConstraints { MinimumSize = 1 });
        limited.Assignments.ShouldBe(plain.Assignments);
    }

    [Fact]
    public void Limits_no_assignment_can_meet_are_refused()
    {
        Should.Throw<ArgumentException>(() => SizeConstrainedKMeans.Assign(
            [1, 2, 3], 1, [1, 2], new SizeConstraints { MinimumSize = 2 }, out _)).Message.ShouldContain("3 rows");
        Should.Throw<ArgumentException>(() => SizeConstrainedKMeans.Assign(
            [1, 2, 3], 1, [1, 2], new SizeConstraints { MinimumSize = 0, MaximumSize = 1 }, out _));
    }

    [Fact]
    public void No_other_assignment_within_the_limits_is_cheaper()
    {
        Gen.Select(Gen.Int[3, 7], Gen.Int[2, 3], Gen.Int[0, 2], Gen.Int[0, 4], Gen.ULong).Sample(
            (rowCount, clusterCount, minimum, room, seed) =>
            {
                var madeUp = new MadeUp(seed);
                int least = Math.Min(minimum, rowCount / clusterCount);
                int most = Math.Max(least, (rowCount + clusterCount - 1) / clusterCount) + room;
                float[] rows = [.. Enumerable.Range(0, rowCount).Select(_ => (float)madeUp.Normal())];
                double[] centroids = [.. Enumerable.Range(0, clusterCount).Select(_ => 2 * madeUp.Normal())];
                int[] assignments = SizeConstrainedKMeans.Assign(
                    rows,
                    1,
                    centroids,
                    new SizeConstraints { MinimumSize = least, MaximumSize = most },
                    out double inertia);

                int[] sizes = new int[clusterCount];
                Array.ForEach(assignments, cluster => sizes[cluster]++);
                sizes.ShouldAllBe(size => size >= least && size <= most);
                inertia.ShouldBe(Cheapest(rows, centroids, 0, new int[clusterCount], least, most), 1e-9);
            },
            iter: 500);
    }

    [SkippableFact]
    public void Wholesale_clusters_of_at_least_twenty_two_match_the_published_numbers()
    {
        (double[][] columns, _) = Wholesale.Read();
        FeatureScalingOptions[] options =
            [.. columns.Select((_, column) => new FeatureScalingOptions { Name = $"spend_{column}" })];
        float[] rows = FeatureScaler.Fit(columns, options).Apply(columns);
        KMeansFit free = KMeans.Fit(
            rows, 6, new KMeansOptions { ClusterCount = 5, Seed = 1, Restarts = 1000, Tolerance = 0 });
        var constraints = new SizeConstraints { MinimumSize = 22 };

        SizeConstrainedKMeans.Assign(rows, 6, free.Centroids, constraints, out double inertia);
        inertia.ShouldBe(6739.798897, 6739.8 * 1e-6);

        KMeansFit fit = SizeConstrainedKMeans.Fit(rows, 6, free.Centroids, constraints);
        fit.Converged.ShouldBeTrue();
        fit.Sizes.Order().ShouldBe([22, 22, 75, 100, 221]);
        fit.Inertia.ShouldBe(1265.4743, 1265.5 * 1e-6);
        fit.InertiaPerIteration.Zip(fit.InertiaPerIteration.Skip(1)).ShouldAllBe(step => step.Second <= step.First);
    }

    /// <summary>Every assignment, tried.</summary>
    private static double Cheapest(float[] rows, double[] centroids, int row, int[] sizes, int least, int most)
    {
        if (row == rows.Length)
        {
            return sizes.All(size => size >= least) ? 0 : double.PositiveInfinity;
        }

        double best = double.PositiveInfinity;
        for (int cluster = 0; cluster < centroids.Length; cluster++)
        {
            if (sizes[cluster] < most)
            {
                sizes[cluster]++;
                double cost = Math.Pow(rows[row] - centroids[cluster], 2);
                best = Math.Min(best, cost + Cheapest(rows, centroids, row + 1, sizes, least, most));
                sizes[cluster]--;
            }
        }

        return best;
    }
}
