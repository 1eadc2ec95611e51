using Segmentation.Models.Selection;

namespace Segmentation.Models.Tests.Selection;

public class FinerCutTests
{
    private static readonly FinerCutOptions Options = new() { Seed = 1 };

    [Fact]
    public void Shares_are_those_the_customers_were_made_with()
    {
        // Tier means 0 and 10: variance 25. Micro means 2 below and above their tier's: variance 4. Noise: variance 9.
        // So tiers explain 25/38 = .658, and micro-segments 29/38 = .763.
        var madeUp = new MadeUp(1);
        int[] fine = [.. Enumerable.Range(0, 20_000).Select(row => row % 4)];
        int[] coarse = [.. fine.Select(segment => segment / 2)];
        double[] spend = [.. fine.Select(segment => segment / 2 * 10 + segment % 2 * 4 - 2 + 3 * madeUp.Normal())];
        FinerCut cut = FinerCut.Measure(coarse, fine, spend, Options);
        cut.CoarseShare.ShouldBe(25 / 38.0, 0.015);
        cut.FineShare.ShouldBe(29 / 38.0, 0.015);
        cut.Gain.ShouldBe(cut.FineShare - cut.CoarseShare, 1e-12);
        cut.IsWorthwhile.ShouldBeTrue();
        cut.Reason.ShouldStartWith("The finer cut is worth its segments: 4 segments explain 76");
    }

    [Fact]
    public void A_cut_finer_than_the_truth_gains_nothing_on_customers_held_out()
    {
        // Fifty random pieces of each tier explain more of the customers they are cut from, but less of others.
        var madeUp = new MadeUp(2);
        int[] coarse = [.. Enumerable.Range(0, 3000).Select(row => row % 2)];
        int[] fine = [.. coarse.Select(tier => tier * 50 + madeUp.Below(50))];
        double[] spend = [.. coarse.Select(tier => tier * 2 + madeUp.Normal())];
        FinerCut cut = FinerCut.Measure(coarse, fine, spend, Options);
        cut.Gain.ShouldBeLessThan(0);
        cut.IsWorthwhile.ShouldBeFalse();
        cut.FineCount.ShouldBe(100);
        cut.Reason.ShouldStartWith("The broad cut will do");
    }

    [Fact]
    public void Each_customer_alone_is_foretold_by_the_mean_of_the_others()
    {
        // A segment of one has nobody in other folds, so the finest cut says what no cut says: exactly nothing.
        double[] spend = [1, 5, 2, 8, 3, 9, 4, 4];
        FinerCut cut = FinerCut.Measure(new int[8], [0, 1, 2, 3, 4, 5, 6, 7], spend, Options);
        cut.CoarseShare.ShouldBe(0, 1e-12);
        cut.FineShare.ShouldBe(0, 1e-12);
        cut.GainStandardError.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void A_gain_on_few_customers_may_be_chance()
    {
        var madeUp = new MadeUp(7);
        int[] fine = [.. Enumerable.Range(0, 40).Select(row => row % 2)];
        double[] spend = [.. fine.Select(segment => segment * 0.8 + madeUp.Normal())];
        FinerCut cut = FinerCut.Measure(new int[40], fine, spend, Options with { StandardErrors = 10 });
        cut.Gain.ShouldBeGreaterThan(0.01);
        cut.IsWorthwhile.ShouldBeFalse();
        cut.Reason.ShouldStartWith("The gain may be chance");
    }

    [Fact]
    public void Keys_make_the_order_of_customers_irrelevant()
    {
        var madeUp = new MadeUp(3);
        int[] fine = [.. Enumerable.Range(0, 500).Select(_ => madeUp.Below(6))];
        double[] spend = [.. fine.Select(segment => segment + madeUp.Normal())];
        ulong[] keys = [.. Enumerable.Range(0, 500).Select(row => (ulong)row * 3 + 7)];
        FinerCut one = FinerCut.Measure(new int[500], fine, spend, Options, keys);
        FinerCut turned = FinerCut.Measure(
            new int[500], [.. fine.Reverse()], [.. spend.Reverse()], Options, [.. keys.Reverse()]);
        turned.Gain.ShouldBe(one.Gain, 1e-12);
        turned.GainStandardError.ShouldBe(one.GainStandardError, 1e-12);
    }

    [Fact]
    public void What_cannot_be_foretold_is_refused()
    {
        Should.Throw<ArgumentException>(() => FinerCut.Measure([0, 0], [0, 1], [2, 2], Options))
            .Message.ShouldContain("equal");
        Should.Throw<ArgumentException>(() => FinerCut.Measure([], [], [], Options));
        Should.Throw<ArgumentException>(() => FinerCut.Measure([0, -1], [0, 1], [2, 3], Options))
            .Message.ShouldContain("Row 1");
        Should.Throw<ArgumentException>(() => FinerCut.Measure([0, 0], [0, 1], [2, double.NaN], Options));
        Should.Throw<ArgumentException>(() => FinerCut.Measure([0], [0, 1], [2, 3], Options));
    }
}
