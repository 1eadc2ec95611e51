using CsCheck;
using Segmentation.Models.Gates;

namespace Segmentation.Models.Tests.Gates;

public class GroupDifferenceTests
{
    // Dried weight of plants under a control and two treatments (Dobson 1983, data set PlantGrowth of R).
    private static readonly double[][] PlantGrowth =
    [
        [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14],
        [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
        [6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26],
    ];

    [Fact]
    public void Welch_gives_the_published_numbers()
    {
        // R: oneway.test(weight ~ group, PlantGrowth) is F = 5.181 on 2 and 17.128 degrees, p = 0.01739. Eta squared
        // from its analysis of variance: 3.76634 / 14.25843.
        GroupDifference plants = GroupDifference.Welch([.. PlantGrowth.Select(Moments)]);
        plants.Statistic.ShouldBe(5.180972, 1e-6);
        plants.DegreesBetween.ShouldBe(2);
        plants.DegreesWithin.ShouldBe(17.128419, 1e-6);
        plants.Probability.ShouldBe(0.01739282, 1e-8);
        plants.Effect.ShouldBe(0.264148, 1e-6);

        // R: t.test(extra ~ group, sleep) is t = -1.8608 on 17.776 degrees, p = 0.07939 (Student 1908).
        GroupDifference sleep = GroupDifference.Welch(
        [
            Moments([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]),
            Moments([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]),
        ]);
        sleep.Statistic.ShouldBe(1.8608134674868526 * 1.8608134674868526, 1e-9);
        sleep.DegreesWithin.ShouldBe(17.776, 1e-3);
        sleep.Probability.ShouldBe(0.07939414, 1e-8);
    }

    [Fact]
    public void Kruskal_and_Wallis_give_the_published_numbers()
    {
        // R: kruskal.test(weight ~ group, PlantGrowth) is 7.9882 on 2 degrees, p = 0.01842. Digits from SciPy 1.10.1.
        GroupDifference plants = Ranked(PlantGrowth).All();
        plants.Statistic.ShouldBe(7.988228749, 1e-8);
        plants.Probability.ShouldBe(0.018423756, 1e-8);
        plants.Effect.ShouldBe(7.988228749 / 29, 1e-9);
        Ranked(PlantGrowth).Pair(0, 2).Statistic.ShouldBe(3.571428571, 1e-8);
        Ranked(PlantGrowth).Pair(2, 0).Probability.ShouldBe(0.058781721, 1e-8);

        // With ties, SciPy 1.10.1: all three 2.8676667, the first two alone 2.6920354.
        RankedGroups tied = Ranked([1, 1, 2, 3], [2, 2, 3, 4, 4], [1, 5, 5]);
        tied.All().Statistic.ShouldBe(2.8676666667, 1e-9);
        tied.All().Probability.ShouldBe(0.2383933274, 1e-9);
        tied.Pair(0, 1).Statistic.ShouldBe(2.6920353982, 1e-9);
        tied.Pair(0, 1).Probability.ShouldBe(0.1008509137, 1e-9);
    }

    [Fact]
    public void Delta_is_worked_by_hand()
    {
        // Of the nine pairs of {1, 2, 3} with {2, 3, 4}: above once (3 over 2), below six times, equal twice.
        Ranked([1, 2, 3], [2, 3, 4]).Delta(0, 1).ShouldBe(-5 / 9.0, 1e-12);
        Ranked([1, 2, 3], [2, 3, 4]).Delta(1, 0).ShouldBe(5 / 9.0, 1e-12);
        Ranked([1, 1], [2]).Delta(1, 0).ShouldBe(1);
    }

    [Fact]
    public void A_pair_among_others_is_the_pair_alone()
    {
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 2]).Array[6, 60].Sample(members =>
        {
            double[][] groups =
            [
                .. Enumerable.Range(0, 3).Select(
                    group => members.Where(m => m.Item2 == group).Select(m => (double)m.Item1).ToArray()),
            ];
            RankedGroups all = Ranked(groups);
            GroupDifference pair = all.Pair(0, 2);
            GroupDifference alone = Ranked(groups[0], groups[2]).All();
            pair.Statistic.ShouldBe(alone.Statistic, 1e-9);
            pair.Probability.ShouldBe(alone.Probability, 1e-9);
            all.Delta(0, 2).ShouldBe(Ranked(groups[0], groups[2]).Delta(0, 1), 1e-12);
        });
    }

    [Fact]
    public void Groups_without_variance_are_told_apart_or_not_by_their_means()
    {
        GroupDifference apart = GroupDifference.Welch([new(5, 1, 0), new(5, 2, 0)]);
        apart.Probability.ShouldBeLessThan(1e-9);
        apart.Effect.ShouldBe(1);
        GroupDifference.Welch([new(5, 1, 0), new(5, 1, 0)]).Probability.ShouldBe(1);

        // One constant group against a wide one is a test of the wide one's mean: 10 rows, mean 1, variance 1.
        // t = 1 / sqrt(1/10) = 3.1623 on 9 degrees: two-sided p = 0.0115.
        GroupDifference.Welch([new(1000, 0, 0), new(10, 1, 9)]).Probability.ShouldBe(0.0115, 1e-3);
    }

    [Fact]
    public void What_cannot_be_compared_does_not_differ()
    {
        GroupDifference.Welch([]).Probability.ShouldBe(1);
        GroupDifference.Welch([new(1, 5, 0), new(9, 1, 3)]).Probability.ShouldBe(1);
        Ranked([1, 1], [1, 1, 1]).All().Probability.ShouldBe(1);
        Ranked([1, 2], []).All().Probability.ShouldBe(1);
        Ranked([1, 2], []).Delta(0, 1).ShouldBe(0);
    }

    [Fact]
    public void Corrections_are_worked_by_hand()
    {
        // Holm: 4 * .01, 3 * .02 = .06, 2 * .03 = .06, 1 * .04 raised to .06. Benjamini-Hochberg: all 4/4 * .04.
        AdjustedProbability.Of([0.03, 0.01, 0.04, 0.02], MultipleTesting.Holm)
            .ShouldBe([0.06, 0.04, 0.06, 0.06], 1e-12);
        AdjustedProbability.Of([0.03, 0.01, 0.04, 0.02], MultipleTesting.BenjaminiHochberg)
            .ShouldBe([0.04, 0.04, 0.04, 0.04], 1e-12);
        AdjustedProbability.Of([0.9, 0.001, 0.6], MultipleTesting.BenjaminiHochberg)
            .ShouldBe([0.9, 0.003, 0.9], 1e-12);
        AdjustedProbability.Of([], MultipleTesting.Holm).ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => AdjustedProbability.Of([0.1, double.NaN], MultipleTesting.Holm))
            .Message.ShouldContain("test 1");
    }

    [Fact]
    public void Of_tests_on_noise_Holm_finds_nothing_in_nineteen_of_twenty_families()
    {
        // 200 families of 10 true hypotheses: at 5 % some 10 families hold a false finding, with a deviation of 3.1.
        var madeUp = new MadeUp(4);
        int falseFamilies = Enumerable.Range(0, 200).Count(_ =>
            AdjustedProbability.Of(
                [
                    .. Enumerable.Range(0, 10).Select(_ => GroupDifference.Welch(
                        [.. Enumerable.Range(0, 3).Select(_ => Moments(Normals(madeUp, 30)))]).Probability),
                ],
                MultipleTesting.Holm).Any(probability => probability < 0.05));
        falseFamilies.ShouldBeInRange(1, 20);
    }

    private static double[] Normals(MadeUp madeUp, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => madeUp.Normal())];

    private static GroupMoments Moments(double[] values)
    {
        double mean = values.Average();
        return new GroupMoments(values.Length, mean, values.Sum(value => (value - mean) * (value - mean)));
    }

    private static RankedGroups Ranked(params double[][] groups) => RankedGroups.Of(
        [.. groups.SelectMany(group => group)],
        [.. groups.SelectMany((group, label) => group.Select(_ => label))],
        groups.Length);
}
