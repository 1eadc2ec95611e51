using Segmentation.Models.Explain;

namespace Segmentation.Models.Tests.Explain;

public class SegmentContrastsTests
{
    // The two samples of Welch's test in the article of that name in the English Wikipedia (example 1, n = 15 each).
    private static readonly double[] First =
        [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];

    private static readonly double[] Second =
        [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 30.0];

    private static SegmentContrastOptions Options => new() { Seed = 1 };

    private static SegmentContrastTable Contrast(
        double[] values, int[] labels, SegmentContrastOptions? options = null) =>
        SegmentContrasts.Of([values], ["x"], labels, options ?? Options);

    private static SegmentContrast TwoSamples(double[] own, double[] rest) =>
        Contrast([.. own, .. rest], [.. own.Select(_ => 0), .. rest.Select(_ => 1)]).Of(0)[0];

    [Fact]
    public void Two_small_samples_are_worked_by_hand()
    {
        // Means 2 and 4; each side has variance 1. Pooled deviation 1, so d = -2. Standard error sqrt(2/3), 4 degrees
        // of freedom, t = 2.776445: -2 ± 2.266958. Pairs: 1 wins of no pair; 3 against 3 ties; 8 lost: delta = -8/9.
        SegmentContrast contrast = TwoSamples([1, 2, 3], [3, 4, 5]);
        contrast.Mean.ShouldBe(2);
        contrast.RestMean.ShouldBe(4);
        contrast.Median.ShouldBe(2);
        contrast.RestMedian.ShouldBe(4);
        contrast.CohensD!.Value.ShouldBe(-2, 1e-12);
        contrast.CliffsDelta!.Value.ShouldBe(-8.0 / 9, 1e-12);
        contrast.DifferenceInterval!.Value.Low.ShouldBe(-2 - 2.266958, 1e-6);
        contrast.DifferenceInterval!.Value.High.ShouldBe(-2 + 2.266958, 1e-6);
        contrast.IsClear.ShouldBeFalse();
    }

    [Fact]
    public void A_published_pair_of_samples_has_the_intervals_of_SciPy()
    {
        // SciPy 1.10.1: ttest_ind(equal_var=False) t = -2.970292, 27.722997 degrees of freedom, p = .006081; the rest
        // from its t and normal quantiles and NumPy by the formulas of Welch, Cliff, and Feng and Cliff.
        SegmentContrast contrast = TwoSamples(First, Second);
        contrast.Difference!.Value.ShouldBe(-3.206667, 1e-6);
        contrast.DifferenceInterval!.Value.Low.ShouldBe(-5.419081076, 1e-8);
        contrast.DifferenceInterval!.Value.High.ShouldBe(-0.994252257, 1e-8);
        contrast.CohensD!.Value.ShouldBe(-1.084597316, 1e-8);
        contrast.CliffsDelta!.Value.ShouldBe(-0.604444444, 1e-8);
        contrast.CliffsDeltaInterval!.Value.Low.ShouldBe(-0.832028119, 1e-8);
        contrast.CliffsDeltaInterval!.Value.High.ShouldBe(-0.202703636, 1e-8);
        contrast.Ratio!.Value.ShouldBe(0.866537181, 1e-8);
        contrast.RatioInterval!.Value.Low.ShouldBe(0.785110801, 1e-8);
        contrast.RatioInterval!.Value.High.ShouldBe(0.956408554, 1e-8);
        contrast.Median.ShouldBe(21.0);
        contrast.RestMedian.ShouldBe(23.4);
        contrast.IsClear.ShouldBeTrue();
    }

    [Fact]
    public void Ranks_are_compared_where_means_mislead_and_the_reason_is_given()
    {
        SegmentContrast zeros = TwoSamples([0, 0, 1, 2], [3, 4, 5, 6]);
        zeros.Measure.ShouldBe(EffectMeasure.CohensD);
        zeros = TwoSamples([0, 0, 1, 2], [0, 4, 5, 6]);
        zeros.Measure.ShouldBe(EffectMeasure.CliffsDelta);
        zeros.MeasureReason.ShouldContain("38 % of the values are zero");
        TwoSamples([1, 2, 3, 4], [2, 3, 4, 500]).MeasureReason.ShouldContain("skewness");
        TwoSamples([5, 5], [7, 7]).MeasureReason.ShouldContain("no spread");
    }

    [Fact]
    public void Two_hundred_degrees_of_freedom_and_more_keep_the_quantile()
    {
        // t(.975) of 201 and 500 degrees of freedom, SciPy 1.10.1: 1.97183651 and 1.96471984. Two sides of equal
        // variance v and n rows have 2(n - 1) degrees of freedom, and n = 251 gives 500.
        double[] own = [.. Enumerable.Range(0, 251).Select(i => (double)i)];
        SegmentContrast contrast = TwoSamples(own, own);
        double error = Math.Sqrt(2 * (251.0 * 252 / 12) / 251);
        contrast.DifferenceInterval!.Value.High.ShouldBe(1.96471984 * error, 1e-6);
    }

    [Fact]
    public void The_rest_is_all_other_segments_and_rows_without_a_segment_are_in_neither()
    {
        SegmentContrastTable table = SegmentContrasts.Of(
            [[1, 3, 10, 20, 1000, double.NaN]], ["x"], [0, 0, 1, 2, -1, 2], Options, [5, 5, double.NaN, 30, 60, 0]);
        table.UnlabelledCount.ShouldBe(1);
        table.Segments.Select(profile => profile.Size).ShouldBe([2, 1, 2]);
        table.Segments.Select(profile => profile.RevenueShare!.Value).ShouldBe([0.1, 0, 0.3]);
        table.Of(0)[0].RestMean.ShouldBe(15);
        table.Of(0)[0].RestMedian.ShouldBe(15);
        table.Of(0)[0].RestMissingShare.ShouldBe(1.0 / 3, 1e-12);
        table.Of(2)[0].MissingShare.ShouldBe(0.5);
        table.Of(2)[0].RestMedian.ShouldBe(3);
        table.Of(2)[0].DifferenceInterval.ShouldBeNull();
    }

    [Fact]
    public void One_segment_has_nothing_to_differ_from()
    {
        SegmentContrast alone = Contrast([1, 2, 3], [4, 4, 4]).Of(4)[0];
        alone.Mean.ShouldBe(2);
        alone.RestMean.ShouldBeNull();
        alone.CliffsDelta.ShouldBeNull();
        alone.IsClear.ShouldBeFalse();
        alone.Strength.ShouldBe(0);
    }

    [Fact]
    public void A_feature_without_values_says_nothing()
    {
        SegmentContrast empty = Contrast([double.NaN, double.NaN], [0, 1]).Of(0)[0];
        empty.MissingShare.ShouldBe(1);
        empty.Mean.ShouldBeNull();
        empty.IsClear.ShouldBeFalse();
    }

    [Fact]
    public void Sides_that_never_meet_have_the_bound_of_their_number_and_not_certainty()
    {
        SegmentContrast apart = TwoSamples([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]);
        apart.CliffsDelta.ShouldBe(-1);
        apart.CliffsDeltaInterval!.Value.High.ShouldBe(-(5 - 3.841459) / (5 + 3.841459), 1e-6);
    }

    [Fact]
    public void Delta_of_many_segments_with_ties_is_the_count_of_pairs()
    {
        var random = new MadeUp(5);
        double[] values = [.. Enumerable.Range(0, 500).Select(_ => (double)random.Below(12))];
        int[] labels = [.. Enumerable.Range(0, 500).Select(_ => random.Below(5))];
        SegmentContrastTable table = Contrast(values, labels);
        for (int segment = 0; segment < 5; segment++)
        {
            double[] own = [.. values.Where((_, row) => labels[row] == segment)];
            double[] rest = [.. values.Where((_, row) => labels[row] != segment)];
            double pairs = own.Sum(a => rest.Sum(b => (double)Math.Sign(a - b)));
            table.Of(segment)[0].CliffsDelta!.Value.ShouldBe(pairs / own.Length / rest.Length, 1e-12);
            double[] sorted = [.. rest.Order()];
            table.Of(segment)[0].RestMedian.ShouldBe(
                (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2);
        }
    }

    [Fact]
    public void A_sample_of_ranks_keeps_a_small_segment_and_does_not_depend_on_the_order_of_rows()
    {
        const int RowCount = 40_000;
        var random = new MadeUp(9);
        int[] labels = [.. Enumerable.Range(0, RowCount).Select(row => row % 400 == 0 ? 1 : row % 3 == 0 ? 2 : 0)];
        double[] values = [.. labels.Select(label => label + random.Normal())];
        ulong[] keys = [.. Enumerable.Range(0, RowCount).Select(row => (ulong)row * 7)];
        SegmentContrastOptions options = Options with { RankSampleRows = 4_000, SmallestSegmentSample = 500 };
        SegmentContrastTable exact = SegmentContrasts.Of([values], ["x"], labels, Options);
        SegmentContrastTable sampled = SegmentContrasts.Of([values], ["x"], labels, options, null, keys);
        exact.AreRanksExact.ShouldBeTrue();
        sampled.AreRanksExact.ShouldBeFalse();
        sampled.RankedRowCount.ShouldBeInRange(3_800, 4_400);
        for (int segment = 0; segment < 3; segment++)
        {
            double truth = exact.Of(segment)[0].CliffsDelta!.Value;
            sampled.Of(segment)[0].CliffsDelta!.Value.ShouldBe(truth, 0.06);
            sampled.Of(segment)[0].RestMedian!.Value.ShouldBe(exact.Of(segment)[0].RestMedian!.Value, 0.12);
            sampled.Of(segment)[0].CliffsDeltaInterval!.Value.Contains(truth).ShouldBeTrue();
        }

        SegmentContrastTable reversed = SegmentContrasts.Of(
            [[.. values.Reverse()]], ["x"], [.. labels.Reverse()], options, null, [.. keys.Reverse()]);
        reversed.RankedRowCount.ShouldBe(sampled.RankedRowCount);
        reversed.Of(1)[0].CliffsDelta.ShouldBe(sampled.Of(1)[0].CliffsDelta);
    }

    [Fact]
    public void An_interval_of_95_percent_holds_the_truth_about_95_times_in_a_hundred()
    {
        // Two hundred pairs of segments from exponentials of mean 2 and 1: the ratio is 2, and delta 1/3.
        var random = new MadeUp(12);
        int ratios = 0;
        int deltas = 0;
        for (int trial = 0; trial < 200; trial++)
        {
            double[] own = [.. Enumerable.Range(0, 80).Select(_ => -2 * Math.Log(1 - random.Uniform()))];
            double[] rest = [.. Enumerable.Range(0, 120).Select(_ => -Math.Log(1 - random.Uniform()))];
            SegmentContrast contrast = TwoSamples(own, rest);
            ratios += contrast.RatioInterval!.Value.Contains(2) ? 1 : 0;
            deltas += contrast.CliffsDeltaInterval!.Value.Contains(1.0 / 3) ? 1 : 0;
        }

        ratios.ShouldBeInRange(180, 198);
        deltas.ShouldBeInRange(180, 198);
    }

    [Fact]
    public void Threads_change_no_digit()
    {
        var random = new MadeUp(3);
        double[][] columns =
            [.. Enumerable.Range(0, 7).Select(_ => Enumerable.Range(0, 3_000).Select(_ => random.Normal()).ToArray())];
        string[] names = [.. Enumerable.Range(0, 7).Select(i => $"f{i}")];
        int[] labels = [.. Enumerable.Range(0, 3_000).Select(_ => random.Below(4))];
        IReadOnlyList<SegmentContrast> once =
            SegmentContrasts.Of(columns, names, labels, Options with { ThreadCount = 1 }).Contrasts;
        SegmentContrasts.Of(columns, names, labels, Options with { ThreadCount = 3 }).Contrasts.ShouldBe(once);
    }

    [Fact]
    public void What_cannot_be_contrasted_is_refused_by_name()
    {
        Should.Throw<ArgumentException>(() => Contrast([1, double.PositiveInfinity], [0, 1])).Message
            .ShouldContain("Feature x is infinite in row 1");
        Should.Throw<ArgumentException>(() => Contrast([], []));
        Should.Throw<ArgumentException>(() => Contrast([1], [-1]));
        Should.Throw<ArgumentException>(() => Contrast([1], [0, 1]));
        Should.Throw<ArgumentException>(() => Contrast([1], [int.MaxValue]));
        Should.Throw<ArgumentException>(() => Contrast([1, 2], [0, 1], Options with { Confidence = 1 }));
        Should.Throw<ArgumentException>(() => SegmentContrasts.Of([[1]], ["x"], [0], Options, [1, 2]));
        Should.Throw<ArgumentException>(() => Contrast([1, 2], [0, 1]).Of(7));
    }
}
