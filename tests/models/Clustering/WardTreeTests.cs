using CsCheck;
using Segmentation.Models.Clustering;
using Segmentation.Models.Matching;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Tests.Clustering;

public class WardTreeTests
{
    [Fact]
    public void Four_points_on_a_line_are_worked_by_hand()
    {
        // 0 and 1: 1/2. 5 and 7: 4/2 = 2. Then 0.5 against 6, two points each: 5.5 squared times 2*2/4 = 30.25.
        WardTree tree = WardTree.Build([0, 5, 1, 7], 1);
        tree.Merges.ShouldBe([new WardMerge(0, 2, 0.5, 2), new WardMerge(1, 3, 2, 2), new WardMerge(0, 1, 30.25, 4)]);
        tree.Cut(2).ShouldBe([0, 1, 0, 1]);
        tree.Cut(3).ShouldBe([0, 1, 0, 2]);
        tree.Cut(1).ShouldBe([0, 0, 0, 0]);
        tree.Cut(4).ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public void A_weight_counts_as_that_many_points()
    {
        // Weight 3 at 0 and 1 at 4: 16 * 3/4 = 12.
        WardTree.Build([0, 4], 1, [3, 1]).Merges.ShouldBe([new WardMerge(0, 1, 12, 4)]);
    }

    [Fact]
    public void One_point_is_a_tree_without_merges() => WardTree.Build([1, 2], 2).Cut(1).ShouldBe([0]);

    [Fact]
    public void Equal_points_cost_nothing_to_merge() =>
        WardTree.Build([3, 3, 3], 1).Merges.ShouldAllBe(merge => merge.InertiaIncrease == 0);

    [Fact]
    public void The_chain_merges_what_trying_every_pair_merges()
    {
        Gen.Select(Gen.Int[2, 25], Gen.ULong).Sample((pointCount, seed) =>
        {
            var madeUp = new MadeUp(seed);
            double[] points = [.. Enumerable.Range(0, pointCount * 2).Select(_ => madeUp.Normal())];
            double[] weights = [.. Enumerable.Range(0, pointCount).Select(_ => 1.0 + madeUp.Below(5))];
            WardTree tree = WardTree.Build(points, 2, weights);
            double[] plain = PlainIncreases(points, weights);
            tree.Merges.Zip(plain).ShouldAllBe(pair => Math.Abs(pair.First.InertiaIncrease - pair.Second) < 1e-9);
        }, iter: 100);
    }

    [Fact]
    public void All_merges_together_add_up_to_the_whole_inertia()
    {
        (float[] rows, _) = new MadeUp(7).Blobs(300, 3, 5, 9);
        WardTree tree = WardTree.Build([.. rows.Select(value => (double)value)], 3);
        double whole = KMeans.Fit(rows, 3, new KMeansOptions { ClusterCount = 1, Seed = 1 }).Inertia;
        tree.Merges.Sum(merge => merge.InertiaIncrease).ShouldBe(whole, whole * 1e-9);
    }

    [Fact]
    public void What_is_no_point_or_no_weight_is_refused()
    {
        Should.Throw<ArgumentException>(() => WardTree.Build([1, double.NaN], 1));
        Should.Throw<ArgumentException>(() => WardTree.Build([1, 2], 1, [1, 0]));
        Should.Throw<ArgumentException>(() => WardTree.Build([], 1));
        Should.Throw<ArgumentOutOfRangeException>(() => WardTree.Build([1, 2], 1).Cut(3));
    }

    [Fact]
    public void Micro_clusters_find_known_clusters_on_any_number_of_threads()
    {
        (float[] rows, int[] truth) = new MadeUp(9).Blobs(20_000, 4, 6, 60);
        var options = new MicroClusterOptions { MicroClusterCount = 100, Seed = 3 };
        MicroClusters micro = MicroClusters.Fit(rows, 4, options);
        int[] cut = micro.Cut(6);
        LabelAgreement.AdjustedRand(ContingencyTable.Count(truth, cut)).ShouldBe(1);
        foreach (int threadCount in (int[])[2, 3, 7])
        {
            MicroClusters again = MicroClusters.Fit(rows, 4, options with { ThreadCount = threadCount });
            again.Cut(6).ShouldBe(cut);
            again.Tree.Merges.ShouldBe(micro.Tree.Merges);
        }

        KMeansFit fit = KMeans.Fit(
            rows, 4, new KMeansOptions { ClusterCount = 6, Seed = 1, InitialCentroids = micro.CutCentroids(6) });
        fit.Assignments.ShouldBe(cut);
    }

    /// <summary>Every merge by trying every pair.</summary>
    private static double[] PlainIncreases(double[] points, double[] weights)
    {
        List<(double X, double Y, double Weight)> groups =
            [.. weights.Select((weight, i) => (points[i * 2], points[i * 2 + 1], weight))];
        var increases = new List<double>();
        while (groups.Count > 1)
        {
            var best = (Increase: double.PositiveInfinity, A: 0, B: 0);
            for (int a = 0; a < groups.Count; a++)
            {
                for (int b = a + 1; b < groups.Count; b++)
                {
                    double squared = Math.Pow(groups[a].X - groups[b].X, 2) + Math.Pow(groups[a].Y - groups[b].Y, 2);
                    double increase =
                        squared * groups[a].Weight * groups[b].Weight / (groups[a].Weight + groups[b].Weight);
                    best = increase < best.Increase ? (increase, a, b) : best;
                }
            }

            (double X, double Y, double Weight) first = groups[best.A];
            (double X, double Y, double Weight) second = groups[best.B];
            double weight = first.Weight + second.Weight;
            groups[best.A] = (
                (first.X * first.Weight + second.X * second.Weight) / weight,
                (first.Y * first.Weight + second.Y * second.Weight) / weight,
                weight);
            groups.RemoveAt(best.B);
            increases.Add(best.Increase);
        }

        return [.. increases];
    }
}
