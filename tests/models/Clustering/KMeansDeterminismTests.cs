using Segmentation.Models.Clustering;

namespace Segmentation.Models.Tests.Clustering;

/// <summary>The same rows and seed give the same fit to the last bit, however it is computed.</summary>
public class KMeansDeterminismTests
{
    private static readonly float[] Rows = new MadeUp(21).Blobs(70_000, 6, 10, 4).Rows;

    private static KMeansOptions Options(KMeansSeeding seeding) => new()
    {
        ClusterCount = 13,
        Seed = 77,
        Restarts = 2,
        MaxIterations = 12,
        SeedingSampleSize = 5000,
        Seeding = seeding,
    };

    [Theory]
    [InlineData(KMeansSeeding.PlusPlus)]
    [InlineData(KMeansSeeding.Parallel)]
    public void Any_number_of_threads_gives_the_same_bits(KMeansSeeding seeding)
    {
        float[] weights = [.. Enumerable.Range(0, 70_000).Select(row => 0.25f + row % 7 * 0.1f)];
        KMeansFit one = KMeans.Fit(Rows, 6, Options(seeding), weights);
        foreach (int threadCount in (int[])[2, 3, 7, 0])
        {
            AssertSame(KMeans.Fit(Rows, 6, Options(seeding) with { ThreadCount = threadCount }, weights), one);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(19)]
    public void Any_vector_width_gives_the_same_bits(int columnCount)
    {
        (float[] rows, _) = new MadeUp(22).Blobs(5003, columnCount, 6, 2);
        var options = new KMeansOptions { ClusterCount = 6, Seed = 5, Restarts = 2, MaxIterations = 20 };
        KMeansFit auto = KMeans.Fit(rows, columnCount, options);
        foreach (VectorWidth width in (VectorWidth[])[VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512])
        {
            AssertSame(KMeans.Fit(rows, columnCount, options with { Width = width }), auto);
        }
    }

    [Theory]
    [InlineData(1, 3, 2)]
    [InlineData(3, 2, 0)]
    [InlineData(6, 13, 4)]
    [InlineData(16, 32, 3)]
    [InlineData(5, 200, 40)]
    public void Bounds_spare_work_and_change_no_bit(int columnCount, int clusterCount, double side)
    {
        // Goal: a pass that skips settled rows gives the labels, and so the sums, of one that looks at all. Method: force
        // each kind from the same seeds, with weights and with a few rows far out, until nothing moves.
        (float[] rows, _) = new MadeUp((ulong)clusterCount).Blobs(20_000, columnCount, clusterCount, side);
        for (int row = 0; row < 20_000; row += 1999)
        {
            rows[row * columnCount] *= 1000;
        }

        float[] weights = [.. Enumerable.Range(0, 20_000).Select(row => row % 11 * 0.5f)];
        var options = new KMeansOptions
        {
            ClusterCount = clusterCount,
            Seed = 3,
            Restarts = 2,
            MaxIterations = 60,
            Tolerance = 0,
            ThreadCount = 2,
            Bounds = KMeansBounds.Never,
        };
        KMeansFit plain = KMeans.Fit(rows, columnCount, options, weights);
        foreach (KMeansBounds bounds in (KMeansBounds[])[KMeansBounds.Always, KMeansBounds.Auto])
        {
            AssertSame(KMeans.Fit(rows, columnCount, options with { Bounds = bounds }, weights), plain);
        }
    }

    [Fact]
    public void Bounds_survive_ties_duplicates_and_clusters_that_run_empty()
    {
        // Whole numbers on a small grid: most rows are duplicates and many are equally near to two centroids. The last
        // centroids start far away, empty, and are moved to far rows.
        var madeUp = new MadeUp(12);
        float[] rows = [.. Enumerable.Range(0, 2 * 9000).Select(_ => (float)madeUp.Below(9))];
        float[] initial = [.. Enumerable.Range(0, 2 * 20).Select(i => i < 20 ? i % 9 : 1e6f + i)];
        var options = new KMeansOptions
        {
            ClusterCount = 20,
            Seed = 1,
            InitialCentroids = initial,
            Tolerance = 0,
            Bounds = KMeansBounds.Never,
        };
        KMeansFit plain = KMeans.Fit(rows, 2, options);
        plain.Relocations.ShouldBeGreaterThan(0);
        AssertSame(KMeans.Fit(rows, 2, options with { Bounds = KMeansBounds.Always }), plain);
    }

    [Fact]
    public void The_second_nearest_distance_is_the_same_at_any_width_and_thread_count()
    {
        double[] centroids = KMeans.Fit(Rows, 6, Options(KMeansSeeding.PlusPlus)).Centroids;
        double[] expected = Second(1, VectorWidth.Bits256);
        Second(2, VectorWidth.Bits128).ShouldBe(expected);
        Second(7, VectorWidth.Bits512).ShouldBe(expected);

        double[] Second(int threadCount, VectorWidth width)
        {
            double[] second = new double[70_000];
            KMeans.AssignWithMargin(
                Rows, 6, centroids, new int[70_000], new double[70_000], second, threadCount, width);
            return second;
        }
    }

    [Theory]
    [InlineData(KMeansSeeding.PlusPlus)]
    [InlineData(KMeansSeeding.Parallel)]
    public void With_keys_the_order_of_rows_does_not_choose_the_seeds(KMeansSeeding seeding)
    {
        // Goal: the same customers in another order give the same segments. Method: reverse rows and keys together.
        (float[] rows, _) = new MadeUp(23).Blobs(20_000, 4, 8, 12);
        ulong[] keys = [.. Enumerable.Range(0, 20_000).Select(row => (ulong)row * 31 + 7)];
        var options = new KMeansOptions
        {
            ClusterCount = 8,
            Seed = 9,
            Restarts = 1,
            Seeding = seeding,
            SeedingSampleSize = 3000,
        };

        float[] reversed =
            [.. Enumerable.Range(0, 20_000).Reverse().SelectMany(row => rows[(row * 4)..(row * 4 + 4)])];
        KMeansFit forward = KMeans.Fit(rows, 4, options, rowKeys: keys);
        KMeansFit backward = KMeans.Fit(reversed, 4, options, rowKeys: [.. keys.Reverse()]);

        backward.Inertia.ShouldBe(forward.Inertia, forward.Inertia * 1e-12);
        backward.Assignments.Reverse().ShouldBe(forward.Assignments);
    }

    [Fact]
    public void Another_seed_draws_other_seeds()
    {
        KMeansOptions options = Options(KMeansSeeding.PlusPlus) with { Restarts = 1, MaxIterations = 1 };
        KMeansFit one = KMeans.Fit(Rows, 6, options);
        KMeansFit other = KMeans.Fit(Rows, 6, options with { Seed = 78 });
        other.Centroids.ShouldNotBe(one.Centroids);
    }

    private static void AssertSame(KMeansFit actual, KMeansFit expected)
    {
        actual.Assignments.AsSpan().SequenceEqual(expected.Assignments).ShouldBeTrue();
        actual.Centroids.ShouldBe(expected.Centroids);
        actual.Inertia.ShouldBe(expected.Inertia);
        actual.InertiaPerIteration.ShouldBe(expected.InertiaPerIteration);
        actual.InertiaPerRestart.ShouldBe(expected.InertiaPerRestart);
        actual.WinningRestart.ShouldBe(expected.WinningRestart);
        actual.Iterations.ShouldBe(expected.Iterations);
    }
}
