using Segmentation.Models.Clustering;

namespace Segmentation.Models.Tests.Clustering;

public class KMeansRefusalTests
{
    private static KMeansOptions Options(int clusterCount) => new() { ClusterCount = clusterCount, Seed = 1 };

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1e17f)]
    public void A_value_that_cannot_be_squared_is_refused_by_name(float value)
    {
        float[] rows = [.. Enumerable.Repeat(1f, 60_000)];
        rows[40_001] = value;
        string fit = Should.Throw<ArgumentException>(
            () => KMeans.Fit(rows, 2, Options(1) with { ThreadCount = 3 })).Message;
        fit.ShouldContain("Row 20000, column 1");
        if (!float.IsFinite(value))
        {
            string assign = Should.Throw<ArgumentException>(
                () => KMeans.Assign(rows, 2, [0.0, 0.0], new int[30_000], threadCount: 2)).Message;
            assign.ShouldContain("Row 20000, column 1");
        }
    }

    [Fact]
    public void More_clusters_than_distinct_rows_are_refused_with_the_numbers()
    {
        float[] rows = [1, 1, 2, 2, 3, 3];
        string message = Should.Throw<ArgumentException>(() => KMeans.Fit(rows, 1, Options(4))).Message;
        message.ShouldContain("4 clusters");
        message.ShouldContain("6 rows");
        message.ShouldContain("3 are distinct");
        message.ShouldContain("at most 3");
        KMeans.Fit(rows, 1, Options(3)).Inertia.ShouldBe(0);
    }

    [Fact]
    public void Minus_zero_is_not_another_row() =>
        Should.Throw<ArgumentException>(() => KMeans.Fit(new[] { 0f, -0f }, 1, Options(2)));

    [Fact]
    public void Rows_of_weight_zero_do_not_count_as_distinct() =>
        Should.Throw<ArgumentException>(() => KMeans.Fit(new float[] { 0, 1 }, 1, Options(2), [1, 0]));

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Should.Throw<ArgumentException>(() => KMeans.Fit(new float[] { 1, 2, 3 }, 2, Options(1)));
        Should.Throw<ArgumentException>(() => KMeans.Fit(Array.Empty<float>(), 2, Options(1)));
        Should.Throw<ArgumentException>(() => KMeans.Fit(new float[] { 1, 2 }, 1, Options(1), [1]));
        Should.Throw<ArgumentException>(() => KMeans.Fit(new float[] { 1, 2 }, 1, Options(1), null, [1]));
        Should.Throw<ArgumentException>(
            () => KMeans.Fit(new float[] { 1, 2 }, 1, Options(2) with { InitialCentroids = [1] }));
        Should.Throw<ArgumentException>(() => KMeans.Assign([1, 2], 1, [0.0], new int[1]));
        Should.Throw<ArgumentException>(() => KMeans.Assign([1], 1, [double.NaN], new int[1]));
    }

    [Fact]
    public void Weights_that_are_not_weights_are_refused()
    {
        Should.Throw<ArgumentException>(() => KMeans.Fit(new float[] { 1, 2 }, 1, Options(1), [1, -1]));
        Should.Throw<ArgumentException>(() => KMeans.Fit(new float[] { 1, 2 }, 1, Options(1), [1, float.NaN]));
        Should.Throw<ArgumentException>(() => KMeans.Fit(new float[] { 1, 2 }, 1, Options(1), [0, 0]));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        float[] rows = [1, 2];
        Should.Throw<ArgumentOutOfRangeException>(() => KMeans.Fit(rows, 1, Options(0)));
        Should.Throw<ArgumentOutOfRangeException>(() => KMeans.Fit(rows, 1, Options(4097)));
        Should.Throw<ArgumentOutOfRangeException>(() => KMeans.Fit(rows, 1, Options(1) with { Restarts = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => KMeans.Fit(rows, 1, Options(1) with { MaxIterations = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(
            () => KMeans.Fit(rows, 1, Options(1) with { Tolerance = double.NaN }));
    }

    [Fact]
    public void A_cancelled_fit_stops()
    {
        (float[] rows, _) = new MadeUp(1).Blobs(50_000, 4, 8, 1);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(
            () => KMeans.Fit(rows, 4, Options(8) with { ThreadCount = 2 }, cancellationToken: source.Token));
    }
}
