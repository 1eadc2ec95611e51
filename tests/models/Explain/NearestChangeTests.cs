using CsCheck;
using Segmentation.Models.Clustering;
using Segmentation.Models.Explain;

namespace Segmentation.Models.Tests.Explain;

public class NearestChangeTests
{
    private static readonly FeatureScaler AsTheyAre = Scaler(FeatureScale.None, FeatureTransform.None);

    private static FeatureScaler Scaler(FeatureScale scale, FeatureTransform transform) =>
        FeatureScaler.Fit(
            [[0, 1, 2, 5, 9, 20], [0, 10, 20, 30, 40, 100]],
            [
                new() { Name = "orders", Scale = scale, Transform = transform, Missing = MissingRule.Median },
                new() { Name = "spend", Scale = scale, Transform = transform, Missing = MissingRule.Median },
            ]);

    private static ChangeLimit[] Free(double lowest = -100, double highest = 100) =>
    [
        new() { Feature = "orders", Lowest = lowest, Highest = highest },
        new() { Feature = "spend", Lowest = lowest, Highest = highest },
    ];

    [Fact]
    public void The_border_between_two_centroids_is_halfway()
    {
        // From (1, 0), between (0, 0) and (6, 8): the plane 6x + 8y = 50. Alone, x must rise to 50/6 or y to 44/8. The
        // shortest way is (50 - 6)/10 = 4.4 along (6, 8)/10: x to 3.64, y to 3.52.
        NearestChange change = CentroidChanges.Find(AsTheyAre, [0, 0, 6, 8], Free(), [1, 0]);
        change.Current.ShouldBe(0);
        change.OneFeature!.Changes.Single().Feature.ShouldBe("spend");
        change.OneFeature.Changes[0].From.ShouldBe(0);
        change.OneFeature.Changes[0].To.ShouldBe(5.5, 1e-4);
        change.Overall!.Target.ShouldBe(1);
        change.Overall.Distance.ShouldBe(4.4, 1e-4);
        change.Overall.Changes.Select(part => part.To).ShouldBe([3.64, 3.52], 1e-4);
    }

    [Fact]
    public void A_feature_that_may_not_change_so_leaves_the_way_to_the_others()
    {
        ChangeLimit[] limits = Free();
        limits[1] = limits[1] with { MayRise = false };
        NearestChange change = CentroidChanges.Find(AsTheyAre, [0, 0, 6, 8], limits, [1, 0]);
        change.Overall!.Changes.Single().To.ShouldBe(50.0 / 6, 1e-4);
        change.OneFeature!.Changes.Single().To.ShouldBe(50.0 / 6, 1e-4);

        // Up to y = 2 only: x must then reach (50 - 16)/6, and no single feature does it.
        limits[1] = limits[1] with { MayRise = true, Highest = 2 };
        limits[0] = limits[0] with { Highest = 6 };
        change = CentroidChanges.Find(AsTheyAre, [0, 0, 6, 8], limits, [1, 0]);
        change.OneFeature.ShouldBeNull();
        change.Overall!.Changes.Select(part => part.To).ShouldBe([34.0 / 6, 2], 1e-3);

        limits[0] = limits[0] with { Highest = 3 };
        CentroidChanges.Find(AsTheyAre, [0, 0, 6, 8], limits, [1, 0]).Overall.ShouldBeNull();
    }

    [Fact]
    public void Counts_change_by_whole_numbers()
    {
        ChangeLimit[] limits = [.. Free().Select(limit => limit with { Step = 1 })];
        NearestChange change = CentroidChanges.Find(AsTheyAre, [0, 0, 6, 8], limits, [1, 0]);
        change.OneFeature!.Changes.Single().To.ShouldBe(6);
        change.Overall!.Changes.ShouldAllBe(part => part.To == Math.Round(part.To));
    }

    [Fact]
    public void A_customer_on_the_border_is_one_short_step_from_the_other_side()
    {
        NearestChange change = CentroidChanges.Find(AsTheyAre, [0, 0, 6, 8], Free(), [3, 4]);
        change.Current.ShouldBe(0);
        change.Overall!.Target.ShouldBe(1);
        change.Overall.Distance.ShouldBeInRange(0, 1e-4);
        change.OneFeature!.Changes.Single().To.ShouldBeInRange(3, 4.001);
    }

    [Fact]
    public void A_missing_value_cannot_change_and_one_centroid_has_no_border()
    {
        NearestChange change = CentroidChanges.Find(AsTheyAre, [0, 0, 6, 8], Free(), [1, double.NaN]);
        change.Overall?.Changes.ShouldAllBe(part => part.Feature == "orders");
        CentroidChanges.Find(AsTheyAre, [0, 0], Free(), [1, 0]).Overall.ShouldBeNull();
        CentroidChanges.Find(AsTheyAre, [0, 0, 0, 0], Free(), [1, 0]).Overall.ShouldBeNull();
    }

    [Fact]
    public void Every_reported_change_moves_the_customer_and_half_of_it_does_not()
    {
        FeatureScaler scaler = Scaler(FeatureScale.Standard, FeatureTransform.SignedLog1p);

        // Centroids in tenths: ones that only differ beyond the digits of a distance have no border to be found.
        Gen.Double[0, 60].Array[2].Select(Gen.Int[-30, 30].Array[8]).Sample((row, tenths) =>
        {
            double[] centroids = [.. tenths.Select(value => value / 10.0)];
            NearestChange change = CentroidChanges.Find(scaler, centroids, Free(0), row);
            change.Current.ShouldBe(Nearest(scaler, centroids, row));
            foreach (SegmentChange? way in (SegmentChange?[])[change.OneFeature, change.Overall])
            {
                if (way is null)
                {
                    continue;
                }

                double[] changed = (double[])row.Clone();
                double[] half = (double[])row.Clone();
                foreach (FeatureChange part in way.Changes)
                {
                    part.To.ShouldBeInRange(0, 100);
                    changed[part.FeatureIndex] = part.To;
                    ScaledFeature feature = scaler.Features[part.FeatureIndex];
                    half[part.FeatureIndex] = feature.Invert((feature.Apply(part.From) + feature.Apply(part.To)) / 2);
                }

                Nearest(scaler, centroids, changed).ShouldBe(way.Target);
                (way.Distance < 1e-4 || Nearest(scaler, centroids, half) == change.Current).ShouldBeTrue();
            }

            // A change in any features is never longer than one in one feature, but for going just beyond a border.
            (change.OneFeature is null || change.Overall!.Distance <= change.OneFeature.Distance + 1e-5).ShouldBeTrue();
        });
    }

    [Fact]
    public void All_customers_get_what_each_gets_on_any_number_of_threads()
    {
        var random = new MadeUp(4);
        double[][] columns =
        [
            .. Enumerable.Range(0, 2).Select(
                _ => Enumerable.Range(0, 20_000).Select(_ => random.Uniform() * 50).ToArray()),
        ];
        double[] centroids = [0, 0, 2, 2, -1, 1, 1, -1];
        FeatureScaler scaler = Scaler(FeatureScale.Standard, FeatureTransform.None);
        NearestChange[] all = CentroidChanges.FindAll(scaler, centroids, Free(), columns, 3);
        foreach (int row in (int[])[0, 8_208, 19_999])
        {
            NearestChange one = CentroidChanges.Find(scaler, centroids, Free(), [columns[0][row], columns[1][row]]);
            all[row].Overall!.Distance.ShouldBe(one.Overall!.Distance);
            all[row].Overall!.Changes.ShouldBe(one.Overall.Changes);
        }
    }

    [Fact]
    public void The_closest_leaf_of_another_segment_is_worked_by_hand()
    {
        // Segment 0 up to 4 orders; beyond, 1 up to a spend of 50 and else 2. From (2, 80): segment 2 needs 5 orders, a
        // change of 3 in units of 1; segment 1 needs 5 orders and 30 less spend, in units of 10.
        DecisionTree tree = Orders();
        ChangeLimit[] limits =
        [
            new() { Feature = "orders", Lowest = 0, Highest = 20, Step = 1 },
            new() { Feature = "spend", Lowest = 0, Highest = 200, Scale = 10 },
        ];
        NearestChange change = TreeChanges.Find(tree, limits, [2, 80]);
        change.Current.ShouldBe(0);
        change.Overall!.Target.ShouldBe(2);
        change.Overall.Distance.ShouldBe(3);
        change.OneFeature!.Changes.ShouldBe([new FeatureChange("orders", 0, 2, 5)]);

        TreeChanges.Find(tree, [limits[0] with { MayRise = false }, limits[1]], [2, 80]).Overall.ShouldBeNull();
        TreeChanges.Find(tree, limits, [8, 52]).Overall!.Changes.ShouldBe([new FeatureChange("spend", 1, 52, 50)]);
        TreeChanges.Find(tree, limits, [8, 50]).Overall!.Changes.Single().To.ShouldBe(Math.BitIncrement(50.0));

        // What is missing cannot change; here it goes right, where segments 1 and 2 are told apart by spend alone.
        NearestChange missing = TreeChanges.Find(tree, limits, [double.NaN, 52]);
        missing.Current.ShouldBe(2);
        missing.Overall!.Target.ShouldBe(1);
        TreeChanges.FindAll(tree, limits, [[2, 8], [80, 52]], 2)[1].Overall!.Target.ShouldBe(1);
    }

    [Fact]
    public void Limits_are_those_observed_and_must_make_sense()
    {
        ChangeLimit limit = ChangeLimit.Observed("x", [4, 1, double.NaN, 3, 2, 5]);
        (limit.Lowest, limit.Highest, limit.Scale).ShouldBe((1, 5, 2));
        ChangeLimit.Observed("x", [1, 1, 1, 1, 3]).Scale.ShouldBe(2);
        Should.Throw<ArgumentException>(() => ChangeLimit.Observed("x", [double.NaN]));
        ChangeLimit[] limits = Free();
        Should.Throw<ArgumentException>(() => CentroidChanges.Find(AsTheyAre, [0, 0], limits[1..], [1, 0]));
        Should.Throw<ArgumentException>(() => CentroidChanges.Find(AsTheyAre, [0, 0, 1], limits, [1, 0]));
        Should.Throw<ArgumentException>(() => CentroidChanges.Find(AsTheyAre, [0, 0], limits, [1]));
        Should.Throw<ArgumentException>(() => CentroidChanges.Find(AsTheyAre, [0, 0], Free(5, 4), [1, 0]));
        Should.Throw<ArgumentException>(() => CentroidChanges.FindAll(AsTheyAre, [0, 0], limits, [[1], [1, 2]]));
        Should.Throw<ArgumentException>(() => TreeChanges.Find(Orders(), limits, [1]));
    }

    private static DecisionTree Orders()
    {
        TreeNode Leaf(int segment) => new()
        {
            FeatureIndex = -1,
            Threshold = null,
            MissingGoesLeft = false,
            Left = -1,
            Right = -1,
            Segment = segment,
            Share = 1,
            Purity = 1,
        };
        return new DecisionTree
        {
            FeatureNames = ["orders", "spend"],
            Nodes =
            [
                Leaf(0) with { FeatureIndex = 0, Threshold = 4, Left = 1, Right = 2 }, Leaf(0),
                Leaf(0) with { FeatureIndex = 1, Threshold = 50, Left = 3, Right = 4 }, Leaf(1), Leaf(2),
            ],
        };
    }

    private static int Nearest(FeatureScaler scaler, double[] centroids, double[] row)
    {
        float[] prepared = new float[row.Length];
        scaler.Apply(row, prepared);
        int[] assignments = new int[1];
        KMeans.Assign(prepared, row.Length, centroids, assignments);
        return assignments[0];
    }
}
