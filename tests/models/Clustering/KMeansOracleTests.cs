using CsCheck;
using Segmentation.Models.Clustering;

namespace Segmentation.Models.Tests.Clustering;

/// <summary>Against the plainest k-means one can write, in float64.</summary>
public class KMeansOracleTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 5)]
    [InlineData(7, 9)]
    [InlineData(16, 32)]
    [InlineData(33, 100)]
    public void Every_row_gets_the_centroid_brute_force_gives_it(int columnCount, int clusterCount)
    {
        // Far from zero, and with outliers, so that float32 alone would be wrong for many rows.
        var madeUp = new MadeUp((ulong)(columnCount * 1000 + clusterCount));
        (float[] rows, _) = madeUp.Blobs(4000, columnCount, clusterCount, 2);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (i / columnCount % 500 == 0 ? rows[i] * 10_000 : rows[i]) + 300;
        }

        double[] centroids =
            [.. Enumerable.Range(0, clusterCount * columnCount).Select(_ => 300 + 2 * madeUp.Uniform())];
        int[] assignments = new int[4000];
        double[] nearest = new double[4000];
        double[] second = new double[4000];
        KMeans.AssignWithMargin(rows, columnCount, centroids, assignments, nearest, second);

        for (int row = 0; row < 4000; row++)
        {
            double[] distances = DistancesTo(rows.AsSpan(row * columnCount, columnCount), centroids);
            double least = distances.Min();
            double chosen = distances[assignments[row]];
            chosen.ShouldBeLessThanOrEqualTo(least * (1 + 1e-12));
            nearest[row].ShouldBe(least, least * 1e-12);
            double runnerUp = distances.Order().ElementAt(1);
            second[row].ShouldBe(runnerUp, 1e-4 * runnerUp + 1e-4);
        }
    }

    [Fact]
    public void A_fit_follows_plain_lloyd_step_by_step()
    {
        (float[] rows, _) = new MadeUp(31).Blobs(9000, 5, 7, 3);
        float[] initial = rows[..(7 * 5)];
        var options = new KMeansOptions
        {
            ClusterCount = 7,
            Seed = 1,
            InitialCentroids = initial,
            MaxIterations = 15,
            Tolerance = 0,
        };
        KMeansFit fit = KMeans.Fit(rows, 5, options);

        double[] centroids = [.. initial.Select(value => (double)value)];
        int[] labels = new int[9000];
        for (int iteration = 0; iteration <= fit.Iterations; iteration++)
        {
            double inertia = PlainAssign(rows, 5, centroids, labels);
            fit.InertiaPerIteration[iteration].ShouldBe(inertia, inertia * 1e-12);
            if (iteration < fit.Iterations)
            {
                PlainMeans(rows, 5, labels, centroids);
            }
        }

        fit.Assignments.ShouldBe(labels);
        fit.Centroids.Zip(centroids).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
    }

    [Fact]
    public void Inertia_never_rises()
    {
        Gen.Select(Gen.Int[1, 400], Gen.Int[1, 6], Gen.Int[1, 12], Gen.ULong).Sample((rowCount, columnCount, k, seed) =>
        {
            (float[] rows, _) = new MadeUp(seed).Blobs(rowCount, columnCount, 4, 3);
            var options = new KMeansOptions { ClusterCount = Math.Min(k, rowCount), Seed = (long)seed, Restarts = 1 };
            IReadOnlyList<double> inertia = KMeans.Fit(rows, columnCount, options).InertiaPerIteration;
            return inertia.Zip(inertia.Skip(1)).All(step => step.Second <= step.First * (1 + 1e-9) + 1e-9);
        }, iter: 200);
    }

    [Fact]
    public void Repeating_a_row_equals_weighting_it()
    {
        Gen.Select(Gen.Int[8, 60], Gen.ULong).Sample((rowCount, seed) =>
        {
            var madeUp = new MadeUp(seed);
            (float[] rows, _) = madeUp.Blobs(rowCount, 2, 3, 6);
            int[] times = [.. Enumerable.Range(0, rowCount).Select(_ => 1 + madeUp.Below(4))];
            float[] repeated =
            [
                .. Enumerable.Range(0, rowCount)
                    .SelectMany(row => Repeat(rows[(row * 2)..(row * 2 + 2)], times[row])),
            ];
            var options = new KMeansOptions { ClusterCount = 3, Seed = 1, InitialCentroids = rows[..6], Tolerance = 0 };

            KMeansFit weighted = KMeans.Fit(rows, 2, options, [.. times.Select(time => (float)time)]);
            KMeansFit plain = KMeans.Fit(repeated, 2, options);
            plain.Inertia.ShouldBe(weighted.Inertia, weighted.Inertia * 1e-10 + 1e-10);
            plain.Centroids.Zip(weighted.Centroids).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
        }, iter: 100);

        static IEnumerable<float> Repeat(float[] row, int times) =>
            Enumerable.Repeat(row, times).SelectMany(copy => copy);
    }

    [Fact]
    public void Repeating_a_row_equals_weighting_it_when_bounds_are_used()
    {
        // Whole numbers on a wide grid, so that sums are exact in any order and the two fits may be compared to the bit.
        var madeUp = new MadeUp(77);
        float[] rows = [.. Enumerable.Range(0, 2 * 3000).Select(_ => (float)madeUp.Below(1000))];
        int[] times = [.. Enumerable.Range(0, 3000).Select(_ => 1 + madeUp.Below(4))];
        float[] repeated =
        [
            .. Enumerable.Range(0, 3000).SelectMany(
                row => Enumerable.Repeat(rows[(row * 2)..(row * 2 + 2)], times[row]).SelectMany(copy => copy)),
        ];
        var options = new KMeansOptions
        {
            ClusterCount = 12,
            Seed = 1,
            InitialCentroids = rows[..24],
            Tolerance = 0,
            Bounds = KMeansBounds.Always,
        };

        KMeansFit weighted = KMeans.Fit(rows, 2, options, [.. times.Select(time => (float)time)]);
        KMeansFit plain = KMeans.Fit(repeated, 2, options);
        plain.Centroids.ShouldBe(weighted.Centroids);
        plain.Iterations.ShouldBe(weighted.Iterations);
        plain.Inertia.ShouldBe(weighted.Inertia, weighted.Inertia * 1e-12);
    }

    [Theory]
    [InlineData(VectorWidth.Bits128)]
    [InlineData(VectorWidth.Auto)]
    public void The_largest_k_is_as_exact_as_a_small_one(VectorWidth width)
    {
        var madeUp = new MadeUp(4096);
        float[] rows = [.. Enumerable.Range(0, 3 * 6000).Select(_ => (float)madeUp.Normal())];
        double[] centroids = [.. rows[..(3 * KMeans.MaxClusterCount)].Select(value => (double)value)];
        int[] assignments = new int[6000];
        KMeans.Assign(rows, 3, centroids, assignments, threadCount: 2, width: width);

        assignments[..KMeans.MaxClusterCount].ShouldBe(Enumerable.Range(0, KMeans.MaxClusterCount));
        for (int row = KMeans.MaxClusterCount; row < 6000; row += 37)
        {
            double[] distances = DistancesTo(rows.AsSpan(row * 3, 3), centroids);
            assignments[row].ShouldBe(Array.IndexOf(distances, distances.Min()));
        }
    }

    [Fact]
    public void Reordering_rows_reorders_the_assignments()
    {
        Gen.Select(Gen.Int[10, 80], Gen.ULong).Sample((rowCount, seed) =>
        {
            var madeUp = new MadeUp(seed);
            (float[] rows, _) = madeUp.Blobs(rowCount, 3, 3, 6);
            int[] order = [.. Enumerable.Range(0, rowCount).OrderBy(_ => madeUp.Uniform())];
            float[] reordered = [.. order.SelectMany(row => rows[(row * 3)..(row * 3 + 3)])];
            var options = new KMeansOptions { ClusterCount = 3, Seed = 1, InitialCentroids = rows[..9] };

            KMeansFit fit = KMeans.Fit(rows, 3, options);
            KMeansFit again = KMeans.Fit(reordered, 3, options);
            again.Assignments.ShouldBe(order.Select(row => fit.Assignments[row]));
        }, iter: 100);
    }

    [Fact]
    public void Moving_all_rows_moves_the_centroids()
    {
        // Whole numbers, so that the moved rows are exact in float32.
        var madeUp = new MadeUp(41);
        float[] rows = [.. Enumerable.Range(0, 3000).Select(_ => (float)madeUp.Below(1000))];
        float[] moved = [.. rows.Select(value => value + 1_000_000)];
        var options = new KMeansOptions { ClusterCount = 5, Seed = 4, Restarts = 2 };
        KMeansFit fit = KMeans.Fit(rows, 3, options);
        KMeansFit far = KMeans.Fit(moved, 3, options);
        far.Assignments.ShouldBe(fit.Assignments);
        far.Inertia.ShouldBe(fit.Inertia, fit.Inertia * 1e-9);
        far.Centroids.Zip(fit.Centroids).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second - 1_000_000) < 1e-6);
    }

    private static double PlainAssign(float[] rows, int columnCount, double[] centroids, int[] labels)
    {
        double inertia = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double[] distances = DistancesTo(rows.AsSpan(row * columnCount, columnCount), centroids);
            labels[row] = Array.IndexOf(distances, distances.Min());
            inertia += distances.Min();
        }

        return inertia;
    }

    private static void PlainMeans(float[] rows, int columnCount, int[] labels, double[] centroids)
    {
        for (int cluster = 0; cluster < centroids.Length / columnCount; cluster++)
        {
            int[] members = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] == cluster)];
            for (int column = 0; column < columnCount && members.Length > 0; column++)
            {
                centroids[cluster * columnCount + column] =
                    members.Average(row => (double)rows[row * columnCount + column]);
            }
        }
    }

    private static double[] DistancesTo(ReadOnlySpan<float> row, double[] centroids)
    {
        double[] distances = new double[centroids.Length / row.Length];
        for (int i = 0; i < centroids.Length; i++)
        {
            double difference = row[i % row.Length] - centroids[i];
            distances[i / row.Length] += difference * difference;
        }

        return distances;
    }
}
