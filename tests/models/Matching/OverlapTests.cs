using CsCheck;
using Segmentation.Models.Matching;

namespace Segmentation.Models.Tests.Matching;

public class OverlapTests
{
    [Fact]
    public void Two_schemes_are_compared_by_hand()
    {
        // Ten customers. Segment 0 of the first: customers 0-4. Segment 5 of the second: 0-3 and 9; 6: 4 and 5.
        SchemeOverlap overlap = Overlap.OfSchemes(
            [0, 0, 0, 0, 0, 1, 1, -1, -1, -1], [5, 5, 5, 5, 6, 6, -1, -1, -1, 5]);
        overlap.Pairs.ShouldBe(
        [
            new(0, 5, 5, 5, 4, 4 / 6.0, 4 / 2.5),
            new(0, 6, 5, 2, 1, 1 / 6.0, 1),
            new(1, 5, 2, 5, 0, 0, 0),
            new(1, 6, 2, 2, 1, 1 / 3.0, 1 / 0.4),
        ]);
        overlap.InBothCount.ShouldBe(6);
        overlap.Population.ShouldBe(10);
    }

    [Fact]
    public void The_published_labellings_have_the_published_information()
    {
        // Members without a segment on either side do not count.
        SchemeOverlap overlap = Overlap.OfSchemes([0, 0, 0, 1, 1, 1, -1, 2], [0, 0, 1, 1, 2, 2, 0, -1]);
        overlap.AdjustedMutualInformation.ShouldBe(0.298792, 1e-6);
        Overlap.OfSchemes([0, -1], [-1, 0]).AdjustedMutualInformation.ShouldBe(double.NaN);
    }

    [Fact]
    public void Audiences_are_compared_by_hand()
    {
        // 1 is in all three, 2 and 3 in two, 4 to 6 in one; 4 of 10 are in none.
        AudienceOverlap overlap = Overlap.OfAudiences([[1, 2, 4], [2, 1, 3], [3, 1, 5, 6]], 10);
        overlap.CountByReach.ShouldBe([4, 3, 2, 1]);
        overlap.ReachedTwiceCount.ShouldBe(3);
        overlap.Pairs.ShouldBe(
        [
            new(0, 1, 3, 3, 2, 0.5, 2 / 0.9),
            new(0, 2, 3, 4, 1, 1 / 6.0, 1 / (0.3 * 4)),
            new(1, 2, 3, 4, 2, 2 / 5.0, 2 / (0.3 * 4)),
        ]);
    }

    [Fact]
    public void Unrelated_schemes_have_a_lift_of_one()
    {
        var madeUp = new MadeUp(4);
        int[] first = [.. Enumerable.Range(0, 50_000).Select(_ => madeUp.Below(3))];
        int[] second = [.. Enumerable.Range(0, 50_000).Select(_ => madeUp.Below(4))];
        SchemeOverlap overlap = Overlap.OfSchemes(first, second);
        overlap.Pairs.Count.ShouldBe(12);
        overlap.Pairs.ShouldAllBe(pair => Math.Abs(pair.Lift - 1) < 0.06);
        overlap.AdjustedMutualInformation.ShouldBe(0, 0.001);
    }

    [Fact]
    public void Shared_members_add_up_to_the_members()
    {
        Gen.Select(Gen.Int[-1, 2], Gen.Int[-1, 3]).Array[1, 50].Sample(pairs =>
        {
            SchemeOverlap overlap = Overlap.OfSchemes(
                [.. pairs.Select(pair => pair.Item1)], [.. pairs.Select(pair => pair.Item2)]);
            overlap.Pairs.Sum(pair => pair.SharedCount).ShouldBe(overlap.InBothCount);
            overlap.InBothCount.ShouldBe(pairs.Count(pair => pair.Item1 >= 0 && pair.Item2 >= 0));
        });
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Should.Throw<ArgumentException>(() => Overlap.OfSchemes([], []));
        Should.Throw<ArgumentException>(() => Overlap.OfSchemes([1], [1, 2]));
        Should.Throw<ArgumentException>(() => Overlap.OfSchemes([-2], [1]));
        Should.Throw<ArgumentException>(() => Overlap.OfAudiences([[1, 1]], 5));
        Should.Throw<ArgumentException>(() => Overlap.OfAudiences([[1], [2]], 1));
        AudienceOverlap none = Overlap.OfAudiences([[], []], 3);
        none.Pairs[0].Lift.ShouldBe(double.NaN);
        none.CountByReach.ShouldBe([3, 0, 0]);
    }

    [Fact]
    public void Jaccard_of_labels_is_worked_by_hand()
    {
        // Old 0 has 4 members, 1 has 2. New 0 takes 3 of old 0; new 1 takes one of each; new 2 one of old 1.
        ContingencyTable table = ContingencyTable.Count([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 2]);
        LabelJaccard.BestPerRow(table).ShouldBe([0.75, 0.5], 1e-12);

        // Old 0 with new 0 is 3/4; old 1 with new 2 is 1/2, above new 1 with 1/3. New 1 is left over.
        LabelJaccard.OfMatched(table).ShouldBe([0.75, 0, 0.5], 1e-12);
        LabelJaccard.OfMatched(ContingencyTable.Count([0, 1, 2], [0, 0, 0])).Count(value => value > 0).ShouldBe(1);
    }
}
