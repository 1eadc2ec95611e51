using Segmentation.Models.Selection;
using Segmentation.Models.Stability;

namespace Segmentation.Models.Tests.Stability;

public class HoldoutStabilityTests
{
    private static readonly ClusterFit ByKMeans = ClusterFits.KMeans(seed: 1);
    private static readonly HoldoutOptions Options = new() { Seed = 1 };

    [Fact]
    public void A_region_with_customers_of_its_own_kind_is_named()
    {
        // North and south have clouds at 0 and 20; the east has them at 0 and 2, which others would not tell apart.
        (float[] rows, int[] regions) = Regions(900, [20, 20, 2]);
        HoldoutStability stability = HoldoutStability.ByGroup(
            rows, 1, regions, ["north", "south", "east"], 2, ByKMeans, Options);
        stability.Parts.Select(part => part.HeldOut).ShouldBe(["north", "south", "east"]);
        stability.Parts[0].Agreement.Verdict.ShouldBe(StabilityVerdict.Stable);
        stability.Parts[0].PredictionStrength.ShouldBe(1);
        stability.Parts[0].HeldOutCount.ShouldBe(300);
        stability.Parts[0].FittedCount.ShouldBe(600);
        stability.Parts[2].Agreement.Verdict.ShouldBe(StabilityVerdict.Unstable);
        stability.Verdict.ShouldBe(StabilityVerdict.Unstable);
        stability.Reason.ShouldStartWith("The weakest part is east.");
    }

    [Fact]
    public void Rows_held_out_are_compared_by_hand()
    {
        // Earlier: 0, 1 and 10, 11, so centroids .5 and 10.5, with the border at 5.5. Later: 0, 1, 2 and 6 by
        // themselves are {0, 1, 2} and {6}; the border agrees. With 5 in place of 6 it does not: all four are in the
        // first.
        var few = new HoldoutOptions { Seed = 1, Thresholds = new() { MinimumShared = 1 } };
        HoldoutPart agreed = Later([0, 1, 10, 11, 0, 1, 2, 6]);
        agreed.Agreement.AdjustedRand.ShouldBe(1);
        agreed.PredictionStrength.ShouldBe(1);
        HoldoutPart apart = Later([0, 1, 10, 11, 0, 1, 2, 5]);
        apart.Agreement.AdjustedRand.ShouldBe(0);
        apart.Agreement.MinimumJaccard.ShouldBe(0.25);

        HoldoutPart Later(float[] rows) => HoldoutStability.ByTime(
            rows, 1, [false, false, false, false, true, true, true, true], 2, ByKMeans, few).Parts.Single();
    }

    [Fact]
    public void A_part_too_small_or_too_plain_is_not_judged()
    {
        (float[] rows, int[] regions) = Regions(400, [20, 20]);
        regions = [.. regions.Select((_, row) => row < 20 ? 1 : 0)];
        HoldoutStability stability = HoldoutStability.ByGroup(
            rows, 1, regions, ["large", "tiny"], 2, ByKMeans, Options);
        stability.Parts[1].Agreement.Verdict.ShouldBe(StabilityVerdict.NotComparable);
        stability.Parts[1].Agreement.Reason.ShouldStartWith("20 rows were held out of 380 others");
        stability.Verdict.ShouldBe(StabilityVerdict.NotComparable);

        float[] plain = [.. Enumerable.Range(0, 400).Select(row => row < 200 ? row : 0f)];
        HoldoutStability.ByTime(
            plain, 1, [.. Enumerable.Range(0, 400).Select(row => row >= 200)], 2, ByKMeans, Options)
            .Verdict.ShouldBe(StabilityVerdict.NotComparable);
    }

    [Fact]
    public void Samples_depend_on_keys_alone()
    {
        (float[] rows, int[] regions) = Regions(3000, [20, 4]);
        ulong[] keys = [.. Enumerable.Range(0, 3000).Select(row => (ulong)row * 3 + 1)];
        HoldoutOptions options = Options with { SampleSize = 500 };
        HoldoutStability one = HoldoutStability.ByGroup(rows, 1, regions, ["a", "b"], 2, ByKMeans, options, keys);
        one.Parts[0].HeldOutCount.ShouldBeInRange(430, 570);
        HoldoutStability.ByGroup(
            rows, 1, regions, ["a", "b"], 2, ByKMeans, options with { ThreadCount = 3 }, keys).Parts.ShouldBe(one.Parts);
        HoldoutStability turned = HoldoutStability.ByGroup(
            rows.Reverse().ToArray(), 1, [.. regions.Reverse()], ["a", "b"], 2, ByKMeans, options, [.. keys.Reverse()]);
        turned.Parts[1].Agreement.AdjustedRand.ShouldBe(one.Parts[1].Agreement.AdjustedRand, 1e-9);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Should.Throw<ArgumentException>(
            () => HoldoutStability.ByGroup(new float[] { 1, 2 }, 1, [0, 2], ["a", "b"], 2, ByKMeans, Options));
        Should.Throw<ArgumentException>(
            () => HoldoutStability.ByGroup(new float[] { 1, 2 }, 1, [0], ["a", "b"], 2, ByKMeans, Options));
        Should.Throw<ArgumentException>(
            () => HoldoutStability.ByTime(new float[] { 1, float.NaN }, 1, [true, false], 2, ByKMeans, Options));
        Should.Throw<ArgumentException>(
            () => HoldoutStability.ByTime(new float[] { 1, 2 }, 1, [true, false], 1, ByKMeans, Options));
    }

    /// <summary>Regions take turns; half of each lie about 0, half about the region's own distance.</summary>
    private static (float[] Rows, int[] Regions) Regions(int count, double[] distances)
    {
        var madeUp = new MadeUp(2);
        int[] regions = [.. Enumerable.Range(0, count).Select(row => row % distances.Length)];
        float[] rows =
        [
            .. regions.Select((region, row) =>
                (float)((row / distances.Length % 2 == 0 ? 0 : distances[region]) + madeUp.Normal())),
        ];
        return (rows, regions);
    }
}
