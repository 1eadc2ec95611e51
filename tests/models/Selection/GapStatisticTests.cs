using Segmentation.Models.Selection;

namespace Segmentation.Models.Tests.Selection;

public class GapStatisticTests
{
    private static readonly ClusterFit ByKMeans = ClusterFits.KMeans(seed: 1);

    [Fact]
    public void One_cluster_on_a_line_is_worked_by_hand()
    {
        // Rows 0, 1, 2, 3 about 1.5: W = 2.25 + .25 + .25 + 2.25 = 5. Two clusters {0,1} and {2,3}: W = 4 * .25 = 1.
        GapStatistic gap = GapStatistic.Measure(
            new float[] { 0, 1, 2, 3 }, 1, [1, 2], ByKMeans, new GapOptions { Seed = 1 });
        gap.Rows[0].LogDispersion.ShouldBe(Math.Log(5), 1e-12);
        gap.Rows[1].LogDispersion.ShouldBe(0, 1e-12);
        gap.Rows[0].Gap.ShouldBe(gap.Rows[0].ReferenceLogDispersion - Math.Log(5), 1e-12);
        gap.RowCount.ShouldBe(4);
    }

    [Theory]
    [InlineData(GapReference.PrincipalBox)]
    [InlineData(GapReference.FeatureRanges)]
    public void References_spread_as_a_uniform_distribution_does(GapReference reference)
    {
        // Uniform on a segment of length L: variance L²/12 for one cluster; two best clusters are halves, L²/48.
        float[] rows = [.. Enumerable.Range(0, 4001).Select(row => row / 400f)];
        GapStatistic gap = GapStatistic.Measure(
            rows, 1, [1, 2], ByKMeans, new GapOptions { Seed = 1, Reference = reference });
        gap.Rows[0].ReferenceLogDispersion.ShouldBe(Math.Log(4001 * 100 / 12.0), 0.02);
        gap.Rows[1].ReferenceLogDispersion.ShouldBe(Math.Log(4001 * 100 / 48.0), 0.02);
        gap.Rows[0].StandardError.ShouldBeInRange(0.001, 0.05);
    }

    [Fact]
    public void Clouds_apart_are_counted_and_an_even_box_is_one_cluster()
    {
        (float[] rows, _) = Clouds(3, 900);
        GapStatistic clouds = GapStatistic.Measure(
            rows, 2, [1, 2, 3, 4, 5], ByKMeans, new GapOptions { Seed = 2 });
        clouds.ClusterCount.ShouldBe(3);
        clouds.IsSettled.ShouldBeTrue();

        var madeUp = new MadeUp(5);
        float[] even = [.. Enumerable.Range(0, 1800).Select(_ => (float)madeUp.Uniform())];
        GapStatistic.Measure(even, 2, [1, 2, 3, 4], ByKMeans, new GapOptions { Seed = 2 }).ClusterCount.ShouldBe(1);
    }

    [Fact]
    public void A_long_slanted_box_is_one_cluster_only_for_the_principal_box()
    {
        // The features' own ranges make a square around a thin diagonal, against which anything looks tight.
        var madeUp = new MadeUp(7);
        float[] rows = new float[2000];
        for (int row = 0; row < 1000; row++)
        {
            (double along, double across) = (10 * madeUp.Uniform(), madeUp.Uniform());
            (rows[row * 2], rows[row * 2 + 1]) = ((float)(along - across), (float)(along + across));
        }

        int[] counts = [1, 2, 3, 4];
        GapStatistic.Measure(rows, 2, counts, ByKMeans, new GapOptions { Seed = 3 }).ClusterCount.ShouldBe(1);
        GapStatistic.Measure(
            rows, 2, counts, ByKMeans, new GapOptions { Seed = 3, Reference = GapReference.FeatureRanges })
            .ClusterCount.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Rows_that_fill_a_turned_box_lie_as_their_references_do()
    {
        // A box of sides 1 to 5, mirrored at a slanted plane: x - 2 (x·u) u with u = (1, 1, 1, 1, 1) / √5. References
        // drawn from the same box spread alike, so the gap of one cluster is zero; the box along the features is much
        // larger.
        var madeUp = new MadeUp(4);
        float[] rows = new float[4000 * 5];
        for (int row = 0; row < 4000; row++)
        {
            double[] place = [.. Enumerable.Range(1, 5).Select(side => side * madeUp.Uniform())];
            double along = 2 * place.Sum() / 5;
            for (int column = 0; column < 5; column++)
            {
                rows[row * 5 + column] = (float)(place[column] - along);
            }
        }

        GapStatistic.Measure(rows, 5, [1], ByKMeans, new GapOptions { Seed = 1 }).Rows[0].Gap.ShouldBe(0, 0.06);
        GapStatistic.Measure(
            rows, 5, [1], ByKMeans, new GapOptions { Seed = 1, Reference = GapReference.FeatureRanges })
            .Rows[0].Gap.ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public void Threads_change_nothing_and_keys_make_the_order_of_rows_irrelevant()
    {
        (float[] rows, _) = Clouds(3, 600);
        ulong[] keys = [.. Enumerable.Range(0, 600).Select(row => (ulong)row * 7 + 3)];
        var options = new GapOptions { Seed = 4, ReferenceCount = 5, SampleSize = 300 };
        GapStatistic one = GapStatistic.Measure(rows, 2, [1, 2, 3], ByKMeans, options, keys);
        GapStatistic three = GapStatistic.Measure(
            rows, 2, [3, 1, 2], ByKMeans, options with { ThreadCount = 3 }, keys);
        three.Rows.ShouldBe(one.Rows);

        float[] reversed = [.. Enumerable.Range(0, 600).Reverse().SelectMany(row => rows[(row * 2)..(row * 2 + 2)])];
        GapStatistic turned = GapStatistic.Measure(reversed, 2, [1, 2, 3], ByKMeans, options, [.. keys.Reverse()]);
        turned.RowCount.ShouldBe(one.RowCount);
        turned.Rows[2].Gap.ShouldBe(one.Rows[2].Gap, 1e-4);
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        var options = new GapOptions { Seed = 1 };
        Should.Throw<ArgumentException>(() => GapStatistic.Measure(new float[] { 1, 1, 1 }, 1, [1], ByKMeans, options))
            .Message.ShouldContain("equal");
        Should.Throw<ArgumentException>(() => GapStatistic.Measure(new float[] { 1, 2 }, 1, [2], ByKMeans, options));
        Should.Throw<ArgumentException>(() => GapStatistic.Measure(new float[] { 1, 2 }, 1, [], ByKMeans, options));
        Should.Throw<ArgumentException>(() => GapStatistic.Measure(Array.Empty<float>(), 1, [1], ByKMeans, options));
        Should.Throw<ArgumentException>(
            () => GapStatistic.Measure(new float[] { 1, 2, float.NaN, 4 }, 2, [1], ByKMeans, options))
            .Message.ShouldContain("Row 1, column 0");
    }

    [Fact]
    public void A_fit_that_does_not_answer_the_request_is_refused_on_any_number_of_threads()
    {
        foreach (int threadCount in new[] { 1, 3 })
        {
            Should.Throw<ArgumentException>(() => GapStatistic.Measure(
                new float[] { 1, 2, 3, 4 },
                1,
                [2],
                request => new FittedClusters(new int[3], new double[2]),
                new GapOptions { Seed = 1, ThreadCount = threadCount })).Message.ShouldContain("3 assignments");
        }
    }

    /// <summary>Round clouds of standard deviation 1 at the corners of a square of side 12.</summary>
    internal static (float[] Rows, int[] Truth) Clouds(int cloudCount, int rowCount)
    {
        var madeUp = new MadeUp(9);
        float[] rows = new float[rowCount * 2];
        int[] truth = [.. Enumerable.Range(0, rowCount).Select(row => row % cloudCount)];
        for (int row = 0; row < rowCount; row++)
        {
            rows[row * 2] = (float)(truth[row] % 2 * 12 + madeUp.Normal());
            rows[row * 2 + 1] = (float)(truth[row] / 2 * 12 + madeUp.Normal());
        }

        return (rows, truth);
    }
}
