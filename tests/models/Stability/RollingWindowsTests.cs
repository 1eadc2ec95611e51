using Segmentation.Models.Stability;

namespace Segmentation.Models.Tests.Stability;

public class RollingWindowsTests
{
    private static readonly LabelStabilityOptions Few = new() { MinimumShared = 1 };

    [Fact]
    public void Agreement_is_worked_by_hand()
    {
        // The published pair of labellings: adjusted Rand .242424. First 0 = {a,b,c}: best is {a,b}, 2/3. First 1 =
        // {d,e,f}: best is {e,f}, 2/3.
        LabelStability agreement = LabelStability.Compare([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2], Few);
        agreement.AdjustedRand.ShouldBe(0.242424, 1e-6);
        agreement.MeanJaccard.ShouldBe(2 / 3.0, 1e-12);
        agreement.MinimumJaccard.ShouldBe(2 / 3.0, 1e-12);
        agreement.WeakestCluster.ShouldBe(0);
        agreement.Verdict.ShouldBe(StabilityVerdict.Unstable);
        LabelStability.Compare([0, 1], [0, 1], new LabelStabilityOptions()).Verdict
            .ShouldBe(StabilityVerdict.NotComparable);
        LabelStability.Compare([], [], Few).Verdict.ShouldBe(StabilityVerdict.NotComparable);
    }

    [Fact]
    public void Each_threshold_decides_a_verdict()
    {
        // Of 100 in two halves of 50, c of each change sides. The adjusted Rand index is about (1 - c / 25)², so .85,
        // .64 and .46 for 2, 5 and 8; the Jaccard coefficient is (50 - c) / (50 + c): .923, .818 and .724, and .449 for
        // 19.
        VerdictAfter(2, 0.65, 0.8).ShouldBe(StabilityVerdict.Stable);
        VerdictAfter(5, 0.6, 0.8).ShouldBe(StabilityVerdict.Doubtful);
        VerdictAfter(5, 0.65, 0.8).ShouldBe(StabilityVerdict.Unstable);

        // With an index that asks for nothing, the coefficient decides.
        VerdictAfter(5, 0, 0).ShouldBe(StabilityVerdict.Stable);
        VerdictAfter(8, 0, 0).ShouldBe(StabilityVerdict.Doubtful);
        VerdictAfter(19, 0, 0).ShouldBe(StabilityVerdict.Unstable);

        static StabilityVerdict VerdictAfter(int changed, double unstable, double stable) => LabelStability.Compare(
            [.. Enumerable.Range(0, 100).Select(row => row / 50)],
            [.. Enumerable.Range(0, 100).Select(row => row % 50 < changed ? 1 - row / 50 : row / 50)],
            new LabelStabilityOptions { UnstableAdjustedRand = unstable, StableAdjustedRand = stable }).Verdict;
    }

    [Fact]
    public void A_small_cluster_that_dissolves_makes_a_good_index_unstable()
    {
        // 1,000 and 1,000 agree; ten customers of a third cluster go half to either.
        int[] first = [.. Enumerable.Range(0, 2010).Select(row => row < 2000 ? row % 2 : 2)];
        int[] second = [.. Enumerable.Range(0, 2010).Select(row => row % 2)];
        LabelStability agreement = LabelStability.Compare(first, second, new LabelStabilityOptions());
        agreement.AdjustedRand.ShouldBeGreaterThan(0.98);
        agreement.WeakestCluster.ShouldBe(2);
        agreement.Verdict.ShouldBe(StabilityVerdict.Unstable);
    }

    [Fact]
    public void Windows_are_compared_over_the_customers_they_share()
    {
        // Shared by the first two: 3, 5 and 9, with labels 1, 0, 0 and 7, 4, 4: the same grouping.
        RollingWindows windows = RollingWindows.JudgeLabels(
            [
                new("H1", [9, 3, 5, 1], [0, 1, 0, 1]),
                new("H2", [3, 5, 9, 2], [7, 4, 4, 7]),
                new("H3", [2, 3, 9, 5], [1, 2, 1, 2]),
            ],
            Few);
        windows.Steps[0].Agreement.SharedCount.ShouldBe(3);
        windows.Steps[0].Agreement.AdjustedRand.ShouldBe(1);
        windows.Steps[0].Agreement.Verdict.ShouldBe(StabilityVerdict.Stable);
        windows.Steps[1].Agreement.SharedCount.ShouldBe(4);
        windows.Steps[1].Agreement.Verdict.ShouldBe(StabilityVerdict.Unstable);
        windows.Verdict.ShouldBe(StabilityVerdict.Unstable);
        windows.Reason.ShouldStartWith("The weakest step is H2 to H3.");
    }

    [Fact]
    public void A_step_that_cannot_be_compared_does_not_hide_the_others()
    {
        ulong[] keys = [.. Enumerable.Range(0, 200).Select(row => (ulong)row)];
        int[] labels = [.. Enumerable.Range(0, 200).Select(row => row % 3)];
        RollingWindows windows = RollingWindows.JudgeLabels(
            [new("H1", keys, labels), new("H2", keys, labels), new("H3", [1, 2], [0, 1])], new LabelStabilityOptions());
        windows.Verdict.ShouldBe(StabilityVerdict.Stable);
        windows.Reason.ShouldEndWith("1 of 2 steps could not be compared.");
    }

    [Fact]
    public void Models_are_compared_by_what_they_make_of_the_same_rows()
    {
        // The second window puts the border elsewhere; the third is the second, renumbered and slightly moved.
        (float[] rows, _) = new MadeUp(1).Blobs(600, 1, 1, 0);
        double[][] centroids = [[-1, 1], [0, 3], [3.01, 0.01]];
        RollingWindows windows = RollingWindows.JudgeCentroids(
            rows, 1, [.. centroids.Select((values, i) => new WindowCentroids($"H{i + 1}", values))], Few, 2);
        windows.Steps[0].Agreement.Verdict.ShouldBe(StabilityVerdict.Unstable);
        windows.Steps[1].Agreement.Verdict.ShouldBe(StabilityVerdict.Stable);
        windows.Steps[1].Agreement.SharedCount.ShouldBe(600);
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        Should.Throw<ArgumentException>(() => RollingWindows.JudgeLabels([new("H1", [1], [1])], Few));
        Should.Throw<ArgumentException>(
            () => RollingWindows.JudgeLabels([new("H1", [1, 1], [1, 2]), new("H2", [1], [1])], Few))
            .Message.ShouldContain("H1 holds a customer twice");
        Should.Throw<ArgumentException>(
            () => RollingWindows.JudgeLabels([new("H1", [1, 2], [1]), new("H2", [1], [1])], Few));
        Should.Throw<ArgumentException>(() => LabelStability.Compare([1], [1], Few with { StableJaccard = 0.4 }));
    }
}
