using Segmentation.Models.Clustering;

namespace Segmentation.Models.Tests.Clustering;

public class KMeansTests
{
    private static KMeansOptions Options(int clusterCount, params float[] initial) => new()
    {
        ClusterCount = clusterCount,
        Seed = 1,
        InitialCentroids = initial.Length == 0 ? null : initial,
    };

    [Fact]
    public void Two_pairs_on_a_line_are_worked_by_hand()
    {
        // Rows 0, 2, 10, 12 from centroids 0 and 2:
        //   pass 1: 0 | 2 10 12, inertia 0 + 0 + 64 + 100 = 164; means 0 and 8
        //   pass 2: 0 2 | 10 12, inertia 0 + 4 + 4 + 16 = 24;    means 1 and 11
        //   pass 3: nothing moves, inertia 4 * 1 = 4.
        KMeansFit fit = KMeans.Fit(new float[] { 0, 2, 10, 12 }, 1, Options(2, 0, 2));

        fit.Centroids.ShouldBe([1, 11]);
        fit.Assignments.ShouldBe([0, 0, 1, 1]);
        fit.Sizes.ShouldBe([2, 2]);
        fit.Inertia.ShouldBe(4);
        fit.InertiaPerIteration.ShouldBe([164, 24, 4]);
        fit.Iterations.ShouldBe(2);
        fit.Converged.ShouldBeTrue();
    }

    [Fact]
    public void A_tie_goes_to_the_lower_centroid()
    {
        // 1 is halfway between 0 and 2, and between the two centroids at 2.
        int[] assignments = new int[3];
        KMeans.Assign([1, 2, 3], 1, [0, 2, 2], assignments);
        assignments.ShouldBe([0, 1, 1]);

        KMeans.Assign([1, 2, 3], 1, [2, 0, 2], assignments);
        assignments.ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void A_tie_far_from_zero_still_goes_to_the_lower_centroid()
    {
        int[] assignments = new int[1];
        KMeans.Assign([1_000_001], 1, [1_000_002, 1_000_000], assignments);
        assignments.ShouldBe([0]);
    }

    [Fact]
    public void An_empty_cluster_is_moved_to_the_farthest_row()
    {
        // The centroid at 1000 gets no row. Means are then 0 -> (0+1+20)/3 = 7; the farthest row, 20, becomes cluster 1
        // and leaves 0 and 1 with mean 0.5.
        KMeansFit fit = KMeans.Fit(new float[] { 0, 1, 20 }, 1, Options(2, 0, 1000));

        fit.Centroids.ShouldBe([0.5, 20]);
        fit.Assignments.ShouldBe([0, 0, 1]);
        fit.Relocations.ShouldBe(1);
        fit.Inertia.ShouldBe(0.5);
    }

    [Fact]
    public void Many_empty_clusters_are_all_filled()
    {
        float[] rows = [.. Enumerable.Range(0, 200).Select(value => (float)value)];
        float[] initial = [.. Enumerable.Repeat(5000f, 100)];
        KMeansFit fit = KMeans.Fit(rows, 1, Options(100, initial));
        fit.Sizes.ShouldAllBe(size => size > 0);
    }

    [Fact]
    public void One_cluster_is_the_mean_and_the_total_variance()
    {
        // Mean of (0,0) (2,0) (4,6) is (2,2); squared distances 8 + 4 + 20.
        KMeansFit fit = KMeans.Fit(new float[] { 0, 0, 2, 0, 4, 6 }, 2, Options(1));
        fit.Centroids.ShouldBe([2, 2]);
        fit.Inertia.ShouldBe(32);
        fit.Sizes.ShouldBe([3]);
    }

    [Fact]
    public void As_many_clusters_as_rows_leaves_nothing_over()
    {
        (float[] rows, _) = new MadeUp(3).Blobs(40, 3, 4, 5);
        KMeansFit fit = KMeans.Fit(rows, 3, Options(40));
        fit.Inertia.ShouldBe(0);
        fit.Sizes.ShouldAllBe(size => size == 1);
    }

    [Fact]
    public void Equal_rows_make_one_cluster()
    {
        float[] rows = [.. Enumerable.Repeat(3.5f, 500)];
        KMeansFit fit = KMeans.Fit(rows, 5, Options(1));
        fit.Centroids.ShouldAllBe(value => value == 3.5);
        fit.Inertia.ShouldBe(0);
        fit.Converged.ShouldBeTrue();
    }

    [Fact]
    public void Rows_that_differ_by_one_float_step_are_told_apart()
    {
        // Far outlier first: float32 distances alone could not separate the two middle rows.
        float[] rows = [1e6f, 1f, MathF.BitIncrement(1f)];
        KMeansFit fit = KMeans.Fit(rows, 1, Options(3));
        fit.Sizes.ShouldBe([1, 1, 1]);
        fit.Inertia.ShouldBe(0);
    }

    [Fact]
    public void Weights_count_as_repeated_rows()
    {
        // Weight 3 on the row at 0: mean (3*0 + 4)/4 = 1, inertia 3*1 + 9 = 12.
        KMeansFit fit = KMeans.Fit(new float[] { 0, 4 }, 1, Options(1), [3, 1]);
        fit.Centroids.ShouldBe([1]);
        fit.Inertia.ShouldBe(12);
        fit.Sizes.ShouldBe([2]);
    }

    [Fact]
    public void A_row_of_weight_zero_is_assigned_but_moves_nothing()
    {
        KMeansFit fit = KMeans.Fit(new float[] { 0, 2, 10, 12, 1000 }, 1, Options(2, 0, 12), [1, 1, 1, 1, 0]);
        fit.Centroids.ShouldBe([1, 11]);
        fit.Assignments.ShouldBe([0, 0, 1, 1, 1]);
        fit.Inertia.ShouldBe(4);
    }

    [Fact]
    public void The_iteration_limit_is_kept_and_reported()
    {
        KMeansFit fit = KMeans.Fit(
            new float[] { 0, 2, 10, 12 }, 1, Options(2, 0, 2) with { MaxIterations = 1, Tolerance = 0 });
        fit.Iterations.ShouldBe(1);
        fit.Converged.ShouldBeFalse();
        fit.Centroids.ShouldBe([0, 8]);
        fit.Assignments.ShouldBe([0, 0, 1, 1]);
    }

    [Fact]
    public void Known_clusters_are_found_again()
    {
        (float[] rows, int[] truth) = new MadeUp(11).Blobs(3000, 5, 6, 60);
        foreach (KMeansSeeding seeding in Enum.GetValues<KMeansSeeding>())
        {
            KMeansFit fit = KMeans.Fit(rows, 5, Options(6) with { Seeding = seeding });
            int pairs = truth.Zip(fit.Assignments).Distinct().Count();
            pairs.ShouldBe(6, "each true cluster meets exactly one fitted cluster");
        }
    }

    [Fact]
    public void The_second_nearest_centroid_is_measured_too()
    {
        int[] assignments = new int[2];
        double[] nearest = new double[2];
        double[] second = new double[2];
        double inertia = KMeans.AssignWithMargin([1, 0, 9, 0], 2, [0, 0, 10, 0, 0, 4], assignments, nearest, second);

        // From (1,0): 1 to the first, 81, and 1 + 16. From (9,0): 81, 1, and 81 + 16.
        assignments.ShouldBe([0, 1]);
        nearest.ShouldBe([1, 1]);
        second[0].ShouldBe(17, 1e-4);
        second[1].ShouldBe(81, 1e-4);
        inertia.ShouldBe(2);
    }

    [Fact]
    public void The_second_of_one_centroid_is_infinitely_far()
    {
        double[] second = new double[1];
        KMeans.AssignWithMargin([1], 1, [0], new int[1], new double[1], second);
        second.ShouldBe([double.PositiveInfinity]);
    }

    [Fact]
    public void Scoring_the_fitted_rows_repeats_the_fit()
    {
        (float[] rows, _) = new MadeUp(5).Blobs(2000, 7, 9, 3);
        KMeansFit fit = KMeans.Fit(rows, 7, Options(9) with { Restarts = 2 });
        int[] assignments = new int[2000];
        double inertia = KMeans.Assign(rows, 7, fit.Centroids, assignments);
        assignments.ShouldBe(fit.Assignments);
        inertia.ShouldBe(fit.Inertia);
    }

    [Fact]
    public void The_best_restart_wins()
    {
        (float[] rows, _) = new MadeUp(8).Blobs(600, 2, 12, 20);
        KMeansFit fit = KMeans.Fit(rows, 2, Options(12) with { Restarts = 6 });
        fit.InertiaPerRestart.Count.ShouldBe(6);
        fit.Inertia.ShouldBe(fit.InertiaPerRestart.Min());
        fit.InertiaPerRestart[fit.WinningRestart].ShouldBe(fit.Inertia);
    }
}
