using Segmentation.Models.Explain;

namespace Segmentation.Models.Tests.Explain;

public class PredictivePowerTests
{
    private static readonly HoldOutOptions Options = new() { Seed = 1 };

    [Fact]
    public void Scores_on_a_later_period_are_those_of_scikit_learn()
    {
        // Means learned from 12 earlier rows with one customer of the mean (8.083333; rate 6.5/13) added; segment 3 was
        // never seen and gets it. R² by NumPy to the earlier mean; the rest by scikit-learn 1.2.1:
        // mean_poisson_deviance, roc_auc_score and log_loss of the same predictions.
        PredictionSample earlier = new()
        {
            Segments = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2],
            LastSpend = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
            NextSpend = [5, 0, 9, 20, 35, 0, 25, 1, 0, 0, 2, 0],
            HasChurned = [false, true, false, false, false, true, false, true, true, false, true, true],
        };
        PredictionSample later = new()
        {
            Segments = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3],
            LastSpend = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, double.NaN],
            NextSpend = [4, 12, 0, 7, 18, 40, 5, 0, 3, 0, 6],
            HasChurned = [true, false, true, false, false, false, true, true, false, true, false],
        };
        PredictivePowerReport report = PredictivePower.Of(later, Options, earlier);
        PredictorScore segments = report.Scores[^1];
        report.IsLearnedEarlier.ShouldBeTrue();
        segments.GroupCount.ShouldBe(3);
        segments.SpendRSquared!.Value.Value.ShouldBe(0.4589874614, 1e-9);
        segments.SpendDeviance!.Value.Value.ShouldBe(0.5487106939, 1e-9);
        segments.ChurnAuc!.Value.Value.ShouldBe(0.6000000000, 1e-9);
        segments.ChurnLogLoss!.Value.ShouldBe(0.6794358312, 1e-9);
        segments.ChurnMcFadden!.Value.Value.ShouldBe(0.0197812957, 1e-9);

        PredictorScore nothing = report.Scores[0];
        nothing.SpendRSquared!.Value.Value.ShouldBe(0, 1e-12);
        nothing.SpendRSquared!.Value.Interval.High.ShouldBe(0, 1e-12);
        nothing.ChurnAuc!.Value.Value.ShouldBe(0.5);
    }

    [Fact]
    public void Segments_that_make_the_outcome_explain_the_share_they_make()
    {
        // Segment means are 0, 10, 20 and 30 (variance 125) and noise has deviation 10: R² is 125/225.
        (PredictionSample sample, _) = Made(20_000, spendFromSegment: true);
        PredictivePowerReport report = PredictivePower.Of(sample, Options);
        Estimate score = report.Scores[^1].SpendRSquared!.Value;
        score.Value.ShouldBe(125.0 / 225, 0.015);
        score.Interval.Contains(125.0 / 225).ShouldBeTrue();
        (score.Interval.High - score.Interval.Low).ShouldBeInRange(0.01, 0.04);
        report.Scores.Select(scored => scored.Predictor)
            .ShouldBe(["nothing", "last-spend decile", "recency decile", "segments"]);
        report.Verdicts[0].ShouldContain("more than last-spend decile alone");
        report.Verdicts[1].ShouldStartWith("Segments explain nothing certain of churn");
    }

    [Fact]
    public void A_pretty_clustering_that_predicts_nothing_is_told_so()
    {
        (PredictionSample sample, _) = Made(20_000, spendFromSegment: false);
        PredictivePowerReport report = PredictivePower.Of(sample, Options);
        report.Scores[^1].SpendRSquared!.Value.Value.ShouldBe(0, 0.003);
        report.Comparisons[0].SpendRSquared!.Value.Interval.High.ShouldBeLessThan(0);
        report.Verdicts[0].ShouldStartWith("Segments explain nothing certain of next-period spend");
        report.Verdicts[0].ShouldContain("less than last-spend decile alone");
    }

    [Fact]
    public void A_segment_for_every_customer_has_learned_nothing_to_tell_others()
    {
        (PredictionSample sample, _) = Made(2_000, spendFromSegment: true);
        int[] alone = [.. Enumerable.Range(0, 2_000)];
        PredictorScore score = PredictivePower.Of(sample with { Segments = alone }, Options).Scores[^1];
        score.SpendRSquared!.Value.Value.ShouldBe(0, 1e-12);
        score.ChurnAuc!.Value.Value.ShouldBe(0.5);
    }

    [Fact]
    public void The_interval_of_an_AUC_agrees_with_the_published_standard_error()
    {
        // Hanley and McNeil (1982) for two normal curves one deviation apart, 1,000 each: AUC .7602, and by their
        // formula with Q1 = A/(2 - A) and Q2 = 2A²/(1 + A): standard error .0106.
        var random = new MadeUp(5);
        const int RowCount = 2_000;
        bool[] churned = [.. Enumerable.Range(0, RowCount).Select(row => row % 2 == 0)];
        int[] risk = [.. churned.Select(lost => (int)Math.Round((random.Normal() + (lost ? 1 : 0)) * 20))];
        var order = risk.Distinct().Order().ToList();

        // The earlier sample teaches that a higher number is a higher risk, in equal steps.
        int[] taught = [.. order.SelectMany((value, i) => Enumerable.Repeat(value, order.Count + 1))];
        bool[] taughtChurn =
            [.. order.SelectMany((_, i) => Enumerable.Range(0, order.Count + 1).Select(time => time <= i))];
        PredictionSample Sample(int[] segments, bool[] lost) => new()
        {
            Segments = segments,
            LastSpend = new double[segments.Length],
            NextSpend = new double[segments.Length],
            HasChurned = lost,
        };
        Estimate auc = PredictivePower.Of(Sample(risk, churned), Options, Sample(taught, taughtChurn))
            .Scores[^1].ChurnAuc!.Value;
        auc.Value.ShouldBe(0.7602, 0.02);
        ((auc.Interval.High - auc.Interval.Low) / 3.92).ShouldBe(0.0106, 0.0015);
    }

    [Fact]
    public void The_order_of_rows_changes_nothing_but_the_last_digits()
    {
        (PredictionSample sample, ulong[] keys) = Made(3_000, spendFromSegment: true);
        PredictionSample reversed = new()
        {
            Segments = [.. sample.Segments.Reverse()],
            LastSpend = [.. sample.LastSpend.Reverse()],
            RecencyDays = [.. sample.RecencyDays!.Reverse()],
            NextSpend = [.. sample.NextSpend.Reverse()],
            HasChurned = [.. sample.HasChurned!.Reverse()],
            RowKeys = [.. keys.Reverse()],
        };
        PredictorScore one = PredictivePower.Of(sample, Options).Scores[^1];
        PredictorScore other = PredictivePower.Of(reversed, Options).Scores[^1];
        other.SpendRSquared!.Value.Interval.Low.ShouldBe(one.SpendRSquared!.Value.Interval.Low, 1e-9);
        other.ChurnAuc!.Value.Interval.High.ShouldBe(one.ChurnAuc!.Value.Interval.High, 1e-9);
    }

    [Fact]
    public void What_does_not_vary_or_is_negative_has_no_score_of_its_kind()
    {
        (PredictionSample sample, _) = Made(200, spendFromSegment: true);
        PredictorScore flat = PredictivePower.Of(
            sample with { NextSpend = new double[200], HasChurned = new bool[200] }, Options).Scores[^1];
        flat.SpendRSquared.ShouldBeNull();
        flat.SpendDeviance.ShouldBeNull();
        flat.ChurnAuc.ShouldBeNull();
        flat.ChurnMcFadden.ShouldBeNull();
        double[] returned = [.. sample.NextSpend.Select((value, row) => row == 7 ? -5 : value)];
        PredictivePower.Of(sample with { NextSpend = returned }, Options).Scores[^1].SpendDeviance.ShouldBeNull();
        PredictivePower.Of(sample with { HasChurned = null, RecencyDays = null }, Options).Verdicts.Count.ShouldBe(1);
    }

    [Fact]
    public void Samples_that_cannot_be_judged_are_refused()
    {
        (PredictionSample sample, _) = Made(10, spendFromSegment: true);
        double[] missing = [.. sample.NextSpend.Select((value, row) => row == 3 ? double.NaN : value)];
        Should.Throw<ArgumentException>(() => PredictivePower.Of(sample with { NextSpend = missing }, Options)).Message
            .ShouldContain("row 3");
        Should.Throw<ArgumentException>(() => PredictivePower.Of(sample with { LastSpend = [1] }, Options));
        Should.Throw<ArgumentException>(
            () => PredictivePower.Of(sample, Options, sample with { HasChurned = null }));
        Should.Throw<ArgumentException>(() => PredictivePower.Of(sample, Options with { FoldCount = 1 }));
        Should.Throw<ArgumentException>(() => PredictivePower.Of(sample, Options with { PriorCustomers = 0 }));
        Should.Throw<ArgumentException>(() => PredictivePower.Of(
            new() { Segments = [1], LastSpend = [1], NextSpend = [1] }, Options));
    }

    /// <summary>Four segments, and spend that follows either them or last spend; nothing foretells churn.</summary>
    private static (PredictionSample Sample, ulong[] Keys) Made(int rowCount, bool spendFromSegment)
    {
        var random = new MadeUp(44);
        int[] segments = [.. Enumerable.Range(0, rowCount).Select(_ => random.Below(4))];
        double[] last = [.. Enumerable.Range(0, rowCount).Select(_ => random.Uniform() * 40)];
        ulong[] keys = [.. Enumerable.Range(0, rowCount).Select(row => (ulong)row * 3 + 1)];
        return (
            new PredictionSample
            {
                Segments = segments,
                LastSpend = last,
                RecencyDays = [.. Enumerable.Range(0, rowCount).Select(_ => random.Uniform() * 365)],
                NextSpend =
                    [.. segments.Select((segment, row) =>
                        (spendFromSegment ? 10 * segment : last[row]) + 10 * random.Normal())],
                HasChurned = [.. Enumerable.Range(0, rowCount).Select(_ => random.Uniform() < 0.3)],
                RowKeys = keys,
            },
            keys);
    }
}
