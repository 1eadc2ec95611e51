using CsCheck;
using Segmentation.Models.Clustering;
using Segmentation.Models.Matching;
using Segmentation.Models.Mixed;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Tests.Mixed;

public class KPrototypesTests
{
    private static KPrototypesOptions Options(int clusterCount) => new() { ClusterCount = clusterCount, Seed = 1 };

    [Fact]
    public void One_cluster_is_the_mean_and_the_mode_worked_by_hand()
    {
        // Numbers 0 2 4: mean 2, squares 4 + 0 + 4. Codes 1 1 0: mode 1, one differs. Cost 8 + 3 * 1.
        KPrototypesFit fit = KPrototypes.Fit(
            new float[] { 0, 2, 4 }, 1, new[] { 1, 1, 0 }, 1, Options(1) with { Gamma = 3 });
        fit.Model.Means.ShouldBe([2]);
        fit.Model.Modes.ShouldBe([1]);
        fit.Cost.ShouldBe(11);
        fit.Sizes.ShouldBe([3]);
        fit.Converged.ShouldBeTrue();
    }

    [Fact]
    public void Gamma_decides_whether_numbers_or_categories_divide()
    {
        // Rows (0, a) (1, b) (3, a) (4, b). Dear categories: {0, 3} a and {1, 4} b, cost 2 * 4.5 = 9. Cheap ones: {0,
        // 1} and {3, 4}, cost 2 * 0.5 for numbers and one differing code in each.
        float[] numbers = [0, 1, 3, 4];
        int[] codes = [0, 1, 0, 1];
        KPrototypesFit dear = KPrototypes.Fit(numbers, 1, codes, 1, Options(2) with { Gamma = 100, Restarts = 20 });
        dear.Assignments[0].ShouldBe(dear.Assignments[2]);
        dear.Assignments[1].ShouldBe(dear.Assignments[3]);
        dear.Cost.ShouldBe(9);
        KPrototypesFit cheap = KPrototypes.Fit(numbers, 1, codes, 1, Options(2) with { Gamma = 0.1, Restarts = 20 });
        cheap.Assignments[0].ShouldBe(cheap.Assignments[1]);
        cheap.Cost.ShouldBe(1.2, 1e-12);
    }

    [Fact]
    public void The_default_gamma_is_variance_over_heterogeneity_worked_by_hand()
    {
        // Numbers 0 2: variance 1; 0 4: variance 4; mean 2.5. Codes 0 1: heterogeneity 1 - 1/4 - 1/4 = 1/2.
        KPrototypes.DefaultGamma([0, 0, 2, 4], 2, [0, 1], 1).ShouldBe(5);
        KPrototypes.DefaultGamma([1, 1], 1, [0, 1], 1).ShouldBe(1);
        KPrototypes.DefaultGamma([], 0, [0, 1], 1).ShouldBe(1);
        KPrototypes.Fit(new float[] { 0, 0, 2, 4 }, 2, new[] { 0, 1 }, 1, Options(1)).Model.Gamma.ShouldBe(5);
    }

    [Fact]
    public void A_tie_goes_to_the_lower_cluster_and_the_lower_code()
    {
        KPrototypesFit fit = KPrototypes.Fit(
            ReadOnlyMemory<float>.Empty, 0, new[] { 2, 1, 1, 2 }, 1, Options(1) with { Gamma = 1 });
        fit.Model.Modes.ShouldBe([1]);
        var model = new KPrototypesModel
        {
            ClusterCount = 2,
            NumericCount = 1,
            CategoricalCount = 1,
            Gamma = 1,
            Means = [0, 2],
            Modes = [0, 0],
        };
        int[] assignments = new int[3];
        double[] costs = new double[3];
        model.Assign([1, 1, 3], [0, 7, 0], assignments, costs).ShouldBe(4);
        assignments.ShouldBe([0, 0, 1]);
        costs.ShouldBe([1, 2, 1]);
    }

    [Fact]
    public void Known_clusters_that_only_categories_tell_apart_are_found()
    {
        // Goal: two groups with the same numbers, told apart by two of three categories that are right nine times in
        // ten.
        var madeUp = new MadeUp(3);
        const int RowCount = 3000;
        float[] numbers = [.. Enumerable.Range(0, RowCount * 2).Select(_ => (float)(0.3 * madeUp.Normal()))];
        int[] truth = [.. Enumerable.Range(0, RowCount).Select(_ => madeUp.Below(2))];
        int[] codes =
            [.. truth.SelectMany(group => new[] { Noisy(group), Noisy(group), madeUp.Below(3), Noisy(group) })];
        KPrototypesFit fit = KPrototypes.Fit(numbers, 2, codes, 4, Options(2) with { Gamma = 1 });
        LabelAgreement.AdjustedRand(ContingencyTable.Count(truth, fit.Assignments)).ShouldBeGreaterThan(0.85);

        int Noisy(int group) => madeUp.Uniform() < 0.9 ? group : 2 - group;
    }

    [Fact]
    public void Without_categories_it_is_k_means()
    {
        (float[] rows, _) = new MadeUp(4).Blobs(2000, 3, 4, 30);
        KPrototypesFit mixed = KPrototypes.Fit(rows, 3, ReadOnlyMemory<int>.Empty, 0, Options(4));
        KMeansFit plain = KMeans.Fit(rows, 3, new KMeansOptions { ClusterCount = 4, Seed = 1 });
        mixed.Cost.ShouldBe(plain.Inertia, plain.Inertia * 1e-9);
        LabelAgreement.AdjustedRand(ContingencyTable.Count(plain.Assignments, mixed.Assignments)).ShouldBe(1);
    }

    [Fact]
    public void The_cost_never_rises_and_scoring_repeats_the_fit()
    {
        Gen.Select(Gen.ULong, Gen.Int[1, 8], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Double[0, 4]).Sample(
            (seed, clusterCount, numericCount, categoricalCount, gamma) =>
            {
                if (numericCount + categoricalCount == 0)
                {
                    return;
                }

                var madeUp = new MadeUp(seed);
                float[] numbers = [.. Enumerable.Range(0, 60 * numericCount).Select(_ => (float)madeUp.Normal())];
                int[] codes = [.. Enumerable.Range(0, 60 * categoricalCount).Select(_ => madeUp.Below(4))];
                KPrototypesFit fit = KPrototypes.Fit(
                    numbers, numericCount, codes, categoricalCount, Options(clusterCount) with { Gamma = gamma });
                fit.CostPerIteration.Zip(fit.CostPerIteration.Skip(1))
                    .ShouldAllBe(pair => pair.Second <= pair.First + 1e-9);
                fit.CostPerRestart.Min().ShouldBe(fit.Cost);
                fit.CostPerRestart[fit.WinningRestart].ShouldBe(fit.Cost);
                int[] again = new int[60];
                fit.Model.Assign(numbers, codes, again).ShouldBe(fit.Cost);
                again.ShouldBe(fit.Assignments);
            },
            iter: 200);
    }

    [Fact]
    public void As_many_clusters_as_different_rows_cost_nothing()
    {
        KPrototypesFit fit = KPrototypes.Fit(
            new float[] { 0, 0, 5, 5 }, 1, new[] { 0, 1, 0, 1 }, 1, Options(4) with { Gamma = 1 });
        fit.Cost.ShouldBe(0);
        fit.Sizes.ShouldBe([1, 1, 1, 1]);
        KPrototypesFit equal = KPrototypes.Fit(new float[] { 3, 3, 3 }, 1, new[] { 2, 2, 2 }, 1, Options(2));
        equal.Cost.ShouldBe(0);
        equal.Sizes.Sum().ShouldBe(3);
        equal.Converged.ShouldBeTrue();
    }

    [Fact]
    public void Threads_and_the_order_of_keyed_rows_change_nothing()
    {
        var madeUp = new MadeUp(6);
        const int RowCount = 30_000;
        float[] numbers = [.. Enumerable.Range(0, RowCount * 2).Select(_ => (float)madeUp.Normal())];
        int[] codes = [.. Enumerable.Range(0, RowCount * 2).Select(_ => madeUp.Below(5))];
        ulong[] keys = [.. Enumerable.Range(0, RowCount).Select(row => (ulong)row * 13 + 5)];
        KPrototypesOptions options = Options(5) with { Restarts = 2, MaxIterations = 15 };
        KPrototypesFit one = KPrototypes.Fit(numbers, 2, codes, 2, options, keys);
        foreach (int threadCount in (int[])[2, 3, 7])
        {
            KPrototypesFit many = KPrototypes.Fit(
                numbers, 2, codes, 2, options with { ThreadCount = threadCount }, keys);
            many.CostPerIteration.ShouldBe(one.CostPerIteration);
            many.Model.Means.ShouldBe(one.Model.Means);
            many.Assignments.AsSpan().SequenceEqual(one.Assignments).ShouldBeTrue();
        }

        KPrototypesFit reversed = KPrototypes.Fit(
            numbers.Chunk(2).Reverse().SelectMany(row => row).ToArray(),
            2,
            codes.Chunk(2).Reverse().SelectMany(row => row).ToArray(),
            2,
            options,
            [.. keys.Reverse()]);
        reversed.Cost.ShouldBe(one.Cost, one.Cost * 1e-9);
        reversed.Model.Modes.ShouldBe(one.Model.Modes);
    }

    [Fact]
    public void What_cannot_be_clustered_is_refused_by_name()
    {
        Should.Throw<ArgumentException>(
            () => KPrototypes.Fit(new[] { 1, float.NaN }, 1, new[] { 0, 0 }, 1, Options(1))).Message
            .ShouldContain("Row 1, numeric column 0");
        Should.Throw<ArgumentException>(
            () => KPrototypes.Fit(new float[] { 1, 2 }, 1, new[] { 0, 0, 0, -1 }, 2, Options(1))).Message
            .ShouldContain("Row 1, categorical column 1");
        Should.Throw<ArgumentException>(() => KPrototypes.Fit(new float[] { 1, 2 }, 1, new[] { 0 }, 1, Options(1)));
        Should.Throw<ArgumentException>(
            () => KPrototypes.Fit(ReadOnlyMemory<float>.Empty, 0, ReadOnlyMemory<int>.Empty, 0, Options(1)));
        Should.Throw<ArgumentException>(() => KPrototypes.Fit(new float[] { 1 }, 1, new[] { 100_000 }, 1, Options(1)));
        Should.Throw<ArgumentException>(() => KPrototypes.Fit(new float[] { 1 }, 1, new[] { 0 }, 1, Options(2)));
        int[] manyCodes = [.. Enumerable.Range(0, 60_000)];
        Should.Throw<ArgumentException>(
            () => KPrototypes.Fit(ReadOnlyMemory<float>.Empty, 0, manyCodes, 1, Options(40))).Message
            .ShouldContain("group rare categories");
        Should.Throw<ArgumentOutOfRangeException>(
            () => KPrototypes.Fit(new float[] { 1 }, 1, new[] { 0 }, 1, Options(1) with { Gamma = -1 }));
        Should.Throw<ArgumentOutOfRangeException>(
            () => KPrototypes.Fit(new float[] { 1 }, 1, new[] { 0 }, 1, Options(1) with { Restarts = 0 }));
    }
}
