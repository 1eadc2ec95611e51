using Segmentation.Models.Gates;

namespace Segmentation.Models.Tests.Gates;

public class DistinctnessTests
{
    private static readonly string[] Features = ["orders", "spend", "returns"];

    [Theory]
    [InlineData(DistinctnessTest.KruskalWallis)]
    [InlineData(DistinctnessTest.Welch)]
    public void The_pair_that_no_feature_tells_apart_is_named(DistinctnessTest test)
    {
        // Segments 4 and 9 are drawn alike; 7 orders more. Spend and returns are noise.
        (float[] rows, int[] segments) = Customers(900, orders: 1.5);
        Distinctness distinctness = Distinctness.Measure(
            rows, Features, segments, new DistinctnessOptions { Seed = 1, Test = test });
        distinctness.IsPassed.ShouldBeFalse();
        distinctness.Features.Select(feature => feature.IsDistinct).ShouldBe([true, false, false]);
        distinctness.Pairs.Select(pair => (pair.First, pair.Second)).ShouldBe([(4, 7), (4, 9), (7, 9)]);
        distinctness.Pairs.Select(pair => pair.DistinctFeatures.Count).ShouldBe([1, 0, 1]);
        distinctness.Pairs[0].StrongestFeature.ShouldBe("orders");
        distinctness.Reason.ShouldStartWith("1 of 3 features differ between segments by more than noise.");
        distinctness.Reason.ShouldContain("No feature tells apart: 4 and 9.");
    }

    [Fact]
    public void Effects_are_those_the_rows_were_made_with()
    {
        // Cohen's d is the shift in deviations; Cliff's delta of two normals d apart is 2 Φ(d / √2) − 1: .5205 for d =
        // 1. Three equal segments, one of them 1 higher: between 2/9, within 1, so eta squared is .1818.
        (float[] rows, int[] segments) = Customers(30_000, orders: 1);
        Distinctness means = Distinctness.Measure(
            rows, Features, segments, new DistinctnessOptions { Seed = 1, Test = DistinctnessTest.Welch });
        means.Pairs[0].StrongestEffect.ShouldBe(1, 0.03);
        means.Features[0].Difference.Effect.ShouldBe(2 / 11.0, 0.01);
        Distinctness ranks = Distinctness.Measure(rows, Features, segments, new DistinctnessOptions { Seed = 1 });
        ranks.Pairs[0].StrongestEffect.ShouldBe(0.5205, 0.02);
    }

    [Fact]
    public void A_difference_that_is_certain_but_tiny_is_not_distinct()
    {
        (float[] rows, int[] segments) = Customers(60_000, orders: 0.06);
        Distinctness distinctness = Distinctness.Measure(
            rows, Features, segments, new DistinctnessOptions { Seed = 1 });
        distinctness.Features[0].AdjustedProbability.ShouldBeLessThan(0.001);
        distinctness.Features[0].IsDistinct.ShouldBeFalse();
        distinctness.IsPassed.ShouldBeFalse();
    }

    [Fact]
    public void A_small_segment_far_from_a_large_one_is_told_apart()
    {
        // 30 of 10,000 rows: they account for little variance, but nobody would mix them up.
        var madeUp = new MadeUp(2);
        int[] segments = [.. Enumerable.Range(0, 10_000).Select(row => row < 30 ? 1 : 0)];
        float[] rows = [.. segments.Select(segment => (float)(segment * 3 + madeUp.Normal()))];
        Distinctness distinctness = Distinctness.Measure(
            rows, ["spend"], segments, new DistinctnessOptions { Seed = 1 });
        distinctness.IsPassed.ShouldBeTrue();
        distinctness.Pairs[0].StrongestEffect.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Sample_and_threads_depend_on_keys_alone()
    {
        (float[] rows, int[] segments) = Customers(4000, orders: 1);
        ulong[] keys = [.. Enumerable.Range(0, 4000).Select(row => (ulong)row * 5 + 1)];
        var options = new DistinctnessOptions { Seed = 3, SampleSize = 1000 };
        Distinctness one = Distinctness.Measure(rows, Features, segments, options, keys);
        one.RowCount.ShouldBeInRange(900, 1100);
        Distinctness.Measure(rows, Features, segments, options with { ThreadCount = 3 }, keys)
            .Features.ShouldBe(one.Features);
        float[] reversed = [.. Enumerable.Range(0, 4000).Reverse().SelectMany(row => rows[(row * 3)..(row * 3 + 3)])];
        Distinctness.Measure(reversed, Features, [.. segments.Reverse()], options, [.. keys.Reverse()])
            .Features.ShouldBe(one.Features);
    }

    [Fact]
    public void A_sample_larger_than_any_is_all_rows()
    {
        (float[] rows, int[] segments) = Customers(300, orders: 1);
        Distinctness.Measure(
            rows, Features, segments, new DistinctnessOptions { Seed = 3, SampleSize = int.MaxValue })
            .RowCount.ShouldBe(300);
    }

    [Fact]
    public void A_constant_feature_tells_nothing_apart()
    {
        Distinctness distinctness = Distinctness.Measure(
            new float[] { 1, 1, 1, 1 }, ["same"], [0, 0, 1, 1], new DistinctnessOptions { Seed = 1 });
        distinctness.Features[0].Difference.Probability.ShouldBe(1);
        distinctness.Pairs[0].StrongestEffect.ShouldBe(0);
        distinctness.IsPassed.ShouldBeFalse();
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        var options = new DistinctnessOptions { Seed = 1 };
        Should.Throw<ArgumentException>(() => Distinctness.Measure(new float[] { 1, 2 }, ["a"], [3, 3], options))
            .Message.ShouldContain("one segment");
        Should.Throw<ArgumentException>(() => Distinctness.Measure(new float[] { 1, 2 }, ["a"], [3], options));
        Should.Throw<ArgumentException>(
            () => Distinctness.Measure(new float[] { 1, float.NaN }, ["a"], [3, 4], options));
        Should.Throw<ArgumentException>(() => Distinctness.Measure(Array.Empty<float>(), ["a"], [], options));
    }

    /// <summary>Thirds labelled 4, 7 and 9, normal in three features; 7 orders more by the given shift.</summary>
    private static (float[] Rows, int[] Segments) Customers(int count, double orders)
    {
        var madeUp = new MadeUp(1);
        int[] segments = [.. Enumerable.Range(0, count).Select(row => new[] { 4, 7, 9 }[row % 3])];
        float[] rows =
        [
            .. segments.SelectMany(segment => new[] { segment == 7 ? orders : 0, 0, 0 }
                .Select(shift => (float)(shift + madeUp.Normal()))),
        ];
        return (rows, segments);
    }
}
