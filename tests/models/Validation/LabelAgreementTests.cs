using CsCheck;
using Segmentation.Models.Matching;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Tests.Validation;

public class LabelAgreementTests
{
    [Fact]
    public void The_published_pair_of_labellings_gives_the_published_numbers()
    {
        ContingencyTable table = ContingencyTable.Count([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]);
        LabelAgreement.Rand(table).ShouldBe(0.666667, 1e-6);
        LabelAgreement.AdjustedRand(table).ShouldBe(0.242424, 1e-6);
        LabelAgreement.VMeasure(table).ShouldBe(0.515804, 1e-6);
        LabelAgreement.FowlkesMallows(table).ShouldBe(0.471405, 1e-6);
        LabelAgreement.AdjustedMutualInformation(table).ShouldBe(0.298792, 1e-6);
    }

    [Fact]
    public void The_same_grouping_under_other_names_agrees_fully()
    {
        ContingencyTable table = ContingencyTable.Count([5, 5, 1, 1, 9], [0, 0, 7, 7, 3]);
        LabelAgreement.Rand(table).ShouldBe(1);
        LabelAgreement.AdjustedRand(table).ShouldBe(1);
        LabelAgreement.FowlkesMallows(table).ShouldBe(1, 1e-12);
        LabelAgreement.VMeasure(table).ShouldBe(1, 1e-12);
        LabelAgreement.AdjustedMutualInformation(table).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void One_group_on_both_sides_agrees_fully()
    {
        ContingencyTable table = ContingencyTable.Count([1, 1, 1], [2, 2, 2]);
        LabelAgreement.AdjustedRand(table).ShouldBe(1);
        LabelAgreement.AdjustedMutualInformation(table).ShouldBe(1);
    }

    [Fact]
    public void Chance_corrected_indices_of_unrelated_labels_are_near_zero()
    {
        var madeUp = new MadeUp(3);
        int[] first = [.. Enumerable.Range(0, 20_000).Select(_ => madeUp.Below(6))];
        int[] second = [.. Enumerable.Range(0, 20_000).Select(_ => madeUp.Below(9))];
        ContingencyTable table = ContingencyTable.Count(first, second);
        LabelAgreement.AdjustedRand(table).ShouldBe(0, 0.005);
        LabelAgreement.AdjustedMutualInformation(table).ShouldBe(0, 0.005);
    }

    [Fact]
    public void Swapping_the_labellings_changes_nothing()
    {
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4]).Array[2, 60].Sample(pairs =>
        {
            int[] first = [.. pairs.Select(pair => pair.Item1)];
            int[] second = [.. pairs.Select(pair => pair.Item2)];
            ContingencyTable table = ContingencyTable.Count(first, second);
            ContingencyTable swapped = ContingencyTable.Count(second, first);
            LabelAgreement.AdjustedRand(swapped).ShouldBe(LabelAgreement.AdjustedRand(table), 1e-12);
            LabelAgreement.VMeasure(swapped).ShouldBe(LabelAgreement.VMeasure(table), 1e-12);
            LabelAgreement.AdjustedMutualInformation(swapped)
                .ShouldBe(LabelAgreement.AdjustedMutualInformation(table), 1e-9);
        });
    }
}
