using Segmentation.Models.Stability;

namespace Segmentation.Models.Tests.Stability;

public class FrozenDecilesTests
{
    [Fact]
    public void Counts_and_index_are_worked_by_hand()
    {
        // 1 to 10 in two buckets: up to 5, and above. Later 3 of 10 are above, and 2 are missing.
        // Shares .5, .5, 0 against .5, .3, .2; one bucket is empty on one side, so half a count is added to each.
        FrozenDeciles frozen = FrozenDeciles.Freeze([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], ["orders"], 2);
        frozen.Features[0].CutPoints.UpperBounds.ShouldBe([5]);
        frozen.Features[0].Counts.ShouldBe([5, 5, 0]);
        FeatureShift shift = frozen.Compare([1, 2, 3, 4, 5, 6, 60, 600, float.NaN, float.NaN])[0];
        shift.Counts.ShouldBe([5, 3, 2]);
        double index = (3.5 - 5.5) / 11.5 * Math.Log(3.5 / 5.5) + (2.5 - 0.5) / 11.5 * Math.Log(2.5 / 0.5);
        shift.Index.ShouldBe(index, 1e-12);

        // Chi-squared of 2 degrees exceeds 5.9915 once in twenty; 1/10 + 1/10.
        shift.NoiseIndex.ShouldBe(5.991465 * 0.2, 1e-5);
    }

    [Fact]
    public void Chance_exceeds_the_noise_about_once_in_twenty()
    {
        var madeUp = new MadeUp(1);
        int above = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            FrozenDeciles frozen = FrozenDeciles.Freeze(Normals(madeUp, 500, 0), ["spend"]);
            FeatureShift shift = frozen.Compare(Normals(madeUp, 800, 0))[0];
            above += shift.Index > shift.NoiseIndex ? 1 : 0;
        }

        // 400 trials at 5 % are 20, with a deviation of 4.4. Exact deciles on one side make it a little more.
        above.ShouldBeInRange(7, 45);
    }

    [Fact]
    public void A_shift_of_half_a_deviation_is_near_its_own_index()
    {
        // Jeffreys' divergence of two normals half a deviation apart is .25; deciles keep most of it.
        var madeUp = new MadeUp(2);
        FrozenDeciles frozen = FrozenDeciles.Freeze(Normals(madeUp, 50_000, 0), ["spend"]);
        frozen.Compare(Normals(madeUp, 50_000, 0.5))[0].Index.ShouldBeInRange(0.21, 0.25);
        frozen.Compare(Normals(madeUp, 50_000, 0))[0].Index.ShouldBeLessThan(0.002);
    }

    [Fact]
    public void Constant_mostly_zero_and_missing_features_have_an_answer()
    {
        float nan = float.NaN;
        string[] names = ["constant", "sparse", "missing"];
        FrozenDeciles frozen = FrozenDeciles.Freeze(
            [7, 0, nan, 7, 0, nan, 7, 0, nan, 7, 3, nan], names);
        IReadOnlyList<FeatureShift> same = frozen.Compare([7, 0, nan, 7, 0, nan, 7, 0, nan, 7, 3, nan]);
        same.ShouldAllBe(shift => shift.Index == 0);
        IReadOnlyList<FeatureShift> moved = frozen.Compare([8, 3, 1, 8, 3, 1, 8, 3, 1, 8, 3, 1]);
        moved.ShouldAllBe(shift => shift.Index > 0.5);
    }

    [Fact]
    public void What_has_no_distribution_is_refused()
    {
        Should.Throw<ArgumentException>(() => FrozenDeciles.Freeze([], ["a"]));
        Should.Throw<ArgumentException>(() => FrozenDeciles.Freeze([1, float.NegativeInfinity], ["a"]))
            .Message.ShouldContain("a of row 1");
        Should.Throw<ArgumentException>(() => FrozenDeciles.Freeze([1, 2, 3], ["a", "b"]));
        Should.Throw<ArgumentException>(() => FrozenDeciles.Freeze([1, 2], ["a"]).Compare([]));
    }

    private static float[] Normals(MadeUp madeUp, int count, double mean) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(mean + madeUp.Normal()))];
}
