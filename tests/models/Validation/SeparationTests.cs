using Segmentation.Models.Clustering;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Tests.Validation;

public class SeparationTests
{
    private static readonly float[] FourOnALine = [0, 2, 10, 12];
    private static readonly int[] TwoPairs = [0, 0, 1, 1];

    [Fact]
    public void Silhouettes_of_two_pairs_are_worked_by_hand()
    {
        // Row 0: a = 2, b = (10 + 12)/2 = 11, so 9/11. Row 2: a = 2, b = (8 + 10)/2 = 9, so 7/9. The rest mirror them.
        Silhouette silhouette = Silhouette.Exact(FourOnALine, 1, TwoPairs);
        silhouette.Mean.ShouldBe((9.0 / 11 + 7.0 / 9) / 2, 1e-6);
        silhouette.MeanPerCluster[0].ShouldBe(silhouette.MeanPerCluster[1], 1e-12);
        silhouette.RowCount.ShouldBe(4);
    }

    [Fact]
    public void The_simplified_silhouette_is_another_number()
    {
        // Centroids 1 and 11. Row 0: a = 1, b = 11, 10/11. Row 2: a = 1, b = 9, 8/9.
        SimplifiedSilhouette simplified = SimplifiedSilhouette.Of(FourOnALine, 1, [1, 11], TwoPairs);
        simplified.Mean.ShouldBe((10.0 / 11 + 8.0 / 9) / 2, 1e-6);
    }

    [Fact]
    public void A_row_in_the_wrong_cluster_has_a_negative_simplified_silhouette()
    {
        // Row 0 put with centroid 11: a = 11, b = 1.
        SimplifiedSilhouette.Of([0], 1, [1, 11], [1]).Mean.ShouldBe(-10.0 / 11, 1e-12);
    }

    [Fact]
    public void A_row_alone_in_its_cluster_counts_zero()
    {
        // Row 0: a = 1, b = 10, .9. Row 1: a = 1, b = 9, 8/9. Row 10 is alone.
        Silhouette silhouette = Silhouette.Exact([0, 1, 10], 1, [0, 0, 1]);
        silhouette.Mean.ShouldBe((0.9 + 8.0 / 9) / 3, 1e-6);
    }

    [Fact]
    public void Variance_ratio_and_worst_overlap_are_worked_by_hand()
    {
        // Means 1 and 11 about 6: between 4 * 25 = 100 over 1, within 4 over 2. Spreads 1 and 1, means 10 apart.
        Separation.CalinskiHarabasz(FourOnALine, 1, TwoPairs).ShouldBe(50);
        Separation.DaviesBouldin(FourOnALine, 1, TwoPairs).ShouldBe(0.2, 1e-15);
    }

    [Fact]
    public void An_unused_cluster_number_changes_nothing()
    {
        int[] gap = [0, 0, 2, 2];
        Separation.CalinskiHarabasz(FourOnALine, 1, gap).ShouldBe(50);
        Separation.DaviesBouldin(FourOnALine, 1, gap).ShouldBe(0.2, 1e-15);
        Silhouette.Exact(FourOnALine, 1, gap).Mean.ShouldBe(Silhouette.Exact(FourOnALine, 1, TwoPairs).Mean);
    }

    [Fact]
    public void One_cluster_or_all_rows_alone_have_no_separation()
    {
        Should.Throw<ArgumentException>(() => Silhouette.Exact([1, 2], 1, [0, 0]));
        Should.Throw<ArgumentException>(() => Separation.DaviesBouldin([1, 2], 1, [0, 1]));
        Should.Throw<ArgumentException>(() => Separation.CalinskiHarabasz([1, 2, 3], 1, [0, 1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void The_exact_silhouette_is_the_plain_one_on_any_number_of_threads(int threadCount)
    {
        (float[] rows, int[] truth) = new MadeUp(6).Blobs(301, 5, 4, 6);
        double plain = Enumerable.Range(0, 301).Average(row => Plain(rows, 5, truth, row));
        Silhouette silhouette = Silhouette.Exact(rows, 5, truth, threadCount);
        silhouette.Mean.ShouldBe(plain, 1e-6);
        silhouette.Mean.ShouldBe(Silhouette.Exact(rows, 5, truth).Mean);
    }

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(5, 4, 300)]
    [InlineData(16, 8, 3)]
    public void The_exact_silhouette_is_that_of_float64_to_a_part_in_ten_million_at_any_width(
        int columnCount, int clusterCount, float shift)
    {
        (float[] rows, int[] truth) = new MadeUp(61).Blobs(1003, columnCount, clusterCount, 4);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] += shift;
        }

        double plain = Enumerable.Range(0, 1003).Average(row => Plain(rows, columnCount, truth, row));
        Silhouette auto = Silhouette.Exact(rows, columnCount, truth);
        auto.Mean.ShouldBe(plain, 1e-7);
        foreach (VectorWidth width in (VectorWidth[])[VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512])
        {
            Silhouette forced = Silhouette.Exact(rows, columnCount, truth, 2, width);
            forced.Mean.ShouldBe(auto.Mean);
            forced.MeanPerCluster.ShouldBe(auto.MeanPerCluster);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_simplified_silhouette_is_the_plain_one_on_any_number_of_threads(int threadCount)
    {
        // Assignments that are mostly, not always, the nearest; enough rows for several units.
        (float[] rows, int[] truth) = new MadeUp(62).Blobs(30_000, 3, 5, 5);
        double[] centroids = [.. rows[..15].Select(value => (double)value)];
        double plain = Enumerable.Range(0, 30_000).Average(row =>
        {
            double[] distances = [.. Enumerable.Range(0, 5).Select(cluster => Math.Sqrt(Enumerable.Range(0, 3).Sum(
                column => Math.Pow(rows[row * 3 + column] - centroids[cluster * 3 + column], 2))))];
            double own = distances[truth[row]];
            double other = distances.Where((_, cluster) => cluster != truth[row]).Min();
            return (other - own) / Math.Max(own, other);
        });
        SimplifiedSilhouette simplified = SimplifiedSilhouette.Of(rows, 3, centroids, truth, threadCount);
        simplified.Mean.ShouldBe(plain, 1e-6);
        simplified.ShouldBeEquivalentTo(SimplifiedSilhouette.Of(rows, 3, centroids, truth));
    }

    [Fact]
    public void A_simplified_silhouette_refuses_what_it_cannot_measure()
    {
        Should.Throw<ArgumentException>(() => SimplifiedSilhouette.Of([1, float.NaN], 1, [1, 2], [0, 1]))
            .Message.ShouldContain("Row 1, column 0");
        Should.Throw<ArgumentException>(() => SimplifiedSilhouette.Of([1, 2], 1, [1, 2], [0, 2]));
        Should.Throw<ArgumentException>(() => SimplifiedSilhouette.Of([1, 2], 1, [1], [0, 0]));
    }

    [Fact]
    public void A_sample_does_not_depend_on_the_order_of_rows()
    {
        (float[] rows, int[] truth) = new MadeUp(6).Blobs(4000, 3, 4, 6);
        ulong[] keys = [.. Enumerable.Range(0, 4000).Select(row => (ulong)row + 100)];
        Silhouette sample = Silhouette.OfSample(rows, 3, truth, 800, 1, keys);
        float[] reversed = [.. Enumerable.Range(0, 4000).Reverse().SelectMany(row => rows[(row * 3)..(row * 3 + 3)])];
        Silhouette again = Silhouette.OfSample(reversed, 3, [.. truth.Reverse()], 800, 1, [.. keys.Reverse()]);

        again.RowCount.ShouldBe(sample.RowCount);
        again.Mean.ShouldBe(sample.Mean, 1e-9);
        sample.RowCount.ShouldBeInRange(700, 900);
        sample.Mean.ShouldBe(Silhouette.Exact(rows, 3, truth).Mean, 0.03);
    }

    private static double Plain(float[] rows, int columnCount, int[] labels, int row)
    {
        var means = Enumerable.Range(0, labels.Length).Where(other => other != row)
            .GroupBy(other => labels[other], other => Math.Sqrt(Enumerable.Range(0, columnCount).Sum(
                column => Math.Pow((double)rows[row * columnCount + column] - rows[other * columnCount + column], 2))))
            .ToDictionary(group => group.Key, group => group.Average());
        double own = means[labels[row]];
        double other = means.Where(mean => mean.Key != labels[row]).Min(mean => mean.Value);
        return (other - own) / Math.Max(own, other);
    }
}
