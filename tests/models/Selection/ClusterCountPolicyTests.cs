using Segmentation.Models.Selection;
using Criterion = Segmentation.Models.Selection.ClusterCountCriterion;

namespace Segmentation.Models.Tests.Selection;

public class ClusterCountPolicyTests
{
    private static readonly ClusterCountOptions Plain = new() { Seed = 1 };

    [Fact]
    public void Votes_are_counted_by_hand()
    {
        // Silhouette .6 at 2, .5 at 3; simplified and Calinski-Harabasz prefer 3; Davies-Bouldin 2 (lower is better).
        // Gap: 1 is not within an error of 2 (.1 < .5 - .1), 2 is not of 3 (.5 < .9 - .1), 3 is of 4 (.9 >= .95 - .1):
        // 3. Strength: 2 at .95, 3 at .79 + .02: 3. Jaccard: 2 at .9 is highly stable, 3 at .78 only stable: 2.
        // So 2 has 1 + .5 + 1.5 = 3, and 3 has .5 + .5 + 1 + 1.5 = 3.5.
        ClusterCountDecision decision = ClusterCountPolicy.Decide(HandMade(), Plain);
        decision.VotesFor(2).ShouldBe(3);
        decision.VotesFor(3).ShouldBe(3.5);
        decision.ChosenClusterCount.ShouldBe(3);
        decision.VotedClusterCount.ShouldBe(3);
        decision.Reason.ShouldBe(
            "3 segments, by 3.5 of 6.5 weighted votes: simplified silhouette, Calinski-Harabasz, gap, prediction " +
            "strength. Next comes 2 with 3.");
        decision.Rows.Count.ShouldBe(3 * Enum.GetValues<Criterion>().Length);
        decision.Rows.Single(row => row is { ClusterCount: 2, Criterion: Criterion.SilhouetteOfSample })
            .ShouldBe(new ClusterCountRow(
                2, Criterion.SilhouetteOfSample, 0.6, true, 1, false, "Highest of the numbers that the limits allow."));
    }

    [Fact]
    public void Where_no_clusters_are_highly_stable_the_stable_ones_are_voted_for()
    {
        ClusterCountMeasures measures = HandMade();
        ClusterCountDecision decision = ClusterCountPolicy.Decide(
            measures with { Candidates = [.. measures.Candidates.Skip(1)] }, Plain);
        decision.Rows.Single(row => row is { Criterion: Criterion.BootstrapJaccard, HasVote: true })
            .ShouldSatisfyAllConditions(
                row => row.ClusterCount.ShouldBe(3), row => row.Reason.ShouldBe("Largest number that reaches 0.75."));
    }

    [Fact]
    public void A_tie_goes_to_fewer_segments() =>
        ClusterCountPolicy.Decide(
            HandMade(), Plain with { Weights = new() { CalinskiHarabasz = 0 } }).ChosenClusterCount.ShouldBe(2);

    [Fact]
    public void A_number_the_business_cannot_serve_is_ruled_out_before_the_vote()
    {
        ClusterCountDecision decision = ClusterCountPolicy.Decide(
            HandMade(), Plain with { Limits = new() { FewestSegments = 3, SmallestShare = 0.05 } });

        // 2 segments are too few, 4 have a smallest share of 4 %; 3 gets every vote that is given.
        decision.ChosenClusterCount.ShouldBe(3);
        decision.VotesFor(2).ShouldBe(0);
        decision.Rows.Where(row => row.IsVeto).Select(row => (row.ClusterCount, row.Criterion))
            .ShouldBe([(2, Criterion.SegmentCount), (4, Criterion.SmallestShare)]);
        decision.Reason.ShouldContain("2 is ruled out: 3 segments are the fewest of use.");
        decision.Reason.ShouldContain("The smallest segment has 4% of customers; the limit is 5%.");
        decision.Rows.Single(row => row is { ClusterCount: 3, Criterion: Criterion.SilhouetteOfSample })
            .Reason.ShouldContain("Without limits it would be 2.");
    }

    [Fact]
    public void Every_limit_can_rule_out()
    {
        (ClusterCountLimits Limits, Criterion Criterion, int ClusterCount)[] cases =
        [
            (new() { MostSegments = 3 }, Criterion.SegmentCount, 4),
            (new() { SmallestSize = 100 }, Criterion.SmallestSize, 4),
            (new() { LargestRevenueShare = 0.75 }, Criterion.LargestRevenueShare, 2),
            (new() { LargestRevenueConcentration = 0.6 }, Criterion.RevenueConcentration, 2),
        ];
        foreach ((ClusterCountLimits limits, Criterion criterion, int clusterCount) in cases)
        {
            ClusterCountPolicy.Decide(HandMade(), Plain with { Limits = limits }).Rows
                .Single(row => row.IsVeto).ShouldSatisfyAllConditions(
                    row => row.Criterion.ShouldBe(criterion), row => row.ClusterCount.ShouldBe(clusterCount));
        }
    }

    [Fact]
    public void When_all_are_ruled_out_or_nothing_votes_none_is_chosen()
    {
        ClusterCountDecision none = ClusterCountPolicy.Decide(
            HandMade(), Plain with { Limits = new() { MostSegments = 1 } });
        none.ChosenClusterCount.ShouldBeNull();
        none.ChosenFit.ShouldBeNull();
        none.Reason.ShouldContain("rule out every candidate");

        var weightless = new ClusterCountWeights
        {
            SilhouetteOfSample = 0,
            SimplifiedSilhouette = 0,
            CalinskiHarabasz = 0,
            DaviesBouldin = 0,
            Gap = 0,
            PredictionStrength = 0,
            BootstrapJaccard = 0,
        };
        ClusterCountPolicy.Decide(HandMade(), Plain with { Weights = weightless }).Reason
            .ShouldContain("no criterion that counts");
        Should.Throw<ArgumentException>(() => ClusterCountPolicy.Decide(
            HandMade(), Plain with { Weights = weightless with { Gap = double.NaN } }));
    }

    [Fact]
    public void A_person_overrules_and_the_votes_stay_on_record()
    {
        ClusterCountDecision voted = ClusterCountPolicy.Decide(
            HandMade(), Plain with { Limits = new() { MostSegments = 3 } });
        var decided = new ClusterCountOverride(4, "M. Rossi", "Four sales teams exist.", new DateOnly(2026, 6, 30));
        ClusterCountDecision overruled = voted.OverruledBy(decided);
        overruled.ChosenClusterCount.ShouldBe(4);
        overruled.VotedClusterCount.ShouldBe(3);
        overruled.Override.ShouldBe(decided);
        overruled.Rows.ShouldBe(voted.Rows);
        overruled.Reason.ShouldBe(
            "4 segments, as decided by M. Rossi on 2026-06-30: Four sales teams exist. The votes said 3. " +
            "This goes against a limit: 3 segments are the most that can be served.");
        overruled.ChosenFit.ShouldBeSameAs(voted.Measures.Candidates[2].Fit);

        Should.Throw<ArgumentException>(() => voted.OverruledBy(decided with { ClusterCount = 9 }))
            .Message.ShouldContain("no evidence");
        Should.Throw<ArgumentException>(() => voted.OverruledBy(decided with { Person = " " }));
        Should.Throw<ArgumentException>(() => voted.OverruledBy(decided with { Reason = "" }));
    }

    [Fact]
    public void Four_clouds_are_four_segments_by_k_means_and_by_Ward()
    {
        (float[] rows, int[] truth) = GapStatisticTests.Clouds(4, 240);
        double[] revenue = [.. truth.Select(cloud => cloud == 0 ? 7.0 : 1.0)];
        ClusterCountOptions options = Plain with { Candidates = [2, 3, 4, 5, 6], ThreadCount = 2 };
        foreach (ClusterFit? fit in new[] { null, ClusterFits.Ward() })
        {
            ClusterCountDecision decision = ClusterCountPolicy.Choose(rows, 2, options, fit, revenue);
            decision.ChosenClusterCount.ShouldBe(4, decision.Reason);
            decision.VotesFor(4).ShouldBe(6.5, decision.Reason);
            ClusterCountCandidate four = decision.Measures.Candidates[2];
            four.SmallestSize.ShouldBe(60);
            four.LargestRevenueShare.ShouldBe(0.7, 1e-9);
            four.RevenueConcentration.ShouldBe(0.52, 1e-9);
            decision.ChosenFit!.Assignments.Distinct().Count().ShouldBe(4);
        }
    }

    [Fact]
    public void A_segment_that_costs_more_than_it_brings_counts_no_revenue()
    {
        (float[] rows, int[] truth) = GapStatisticTests.Clouds(3, 90);
        ClusterCountOptions options = Plain with
        {
            Candidates = [3],
            BootstrapJaccard = new() { Seed = 1, ResampleCount = 2 },
            Gap = new() { Seed = 1, ReferenceCount = 2 },
        };
        double[] revenue = [.. truth.Select(cloud => new[] { -5.0, 1, 3 }[cloud])];
        ClusterCountCandidate three = ClusterCountPolicy.Measure(rows, 2, options, null, revenue).Candidates[0];
        three.LargestRevenueShare.ShouldBe(0.75, 1e-12);
        three.RevenueConcentration.ShouldBe(0.75 * 0.75 + 0.25 * 0.25, 1e-12);

        double[] losses = [.. truth.Select(_ => -1.0)];
        ClusterCountPolicy.Measure(rows, 2, options, null, losses).Candidates[0].LargestRevenueShare.ShouldBe(double.NaN);
    }

    [Fact]
    public void One_cloud_gets_no_vote_from_gap_strength_or_Jaccard()
    {
        (float[] rows, _) = new MadeUp(3).Blobs(800, 4, 1, 1);
        ClusterCountDecision decision = ClusterCountPolicy.Choose(
            rows, 4, Plain with { Candidates = [3, 4, 5], ThreadCount = 2 });
        Criterion[] voters = [.. decision.Rows.Where(row => row.HasVote).Select(row => row.Criterion).Order()];
        voters.ShouldNotContain(Criterion.Gap);
        voters.ShouldNotContain(Criterion.PredictionStrength);
        voters.ShouldNotContain(Criterion.BootstrapJaccard);
        decision.Rows.First(row => row.Criterion == Criterion.Gap).Reason.ShouldStartWith("No vote");
    }

    [Fact]
    public void Samples_and_threads_leave_the_same_table()
    {
        (float[] rows, _) = new MadeUp(8).Blobs(3000, 3, 5, 8);
        ClusterCountOptions options = Plain with
        {
            Candidates = [2, 4, 6],
            SilhouetteSampleSize = 500,
            Gap = new() { Seed = 2, SampleSize = 300, ReferenceCount = 3 },
            PredictionStrength = new() { Seed = 3, SampleSize = 400, DivisionCount = 2 },
            BootstrapJaccard = new() { Seed = 4, SampleSize = 400, ResampleCount = 3 },
        };
        IReadOnlyList<ClusterCountRow> one = ClusterCountPolicy.Choose(rows, 3, options).Rows;
        ClusterCountPolicy.Choose(rows, 3, options with
        {
            ThreadCount = 3,
            Gap = options.Gap with { ThreadCount = 3 },
            PredictionStrength = options.PredictionStrength with { ThreadCount = 3 },
            BootstrapJaccard = options.BootstrapJaccard with { ThreadCount = 3 },
        }).Rows.ShouldBe(one);
    }

    [Fact]
    public void Twelve_rows_are_measured_as_far_as_they_go()
    {
        float[] rows = [.. Enumerable.Range(0, 12).Select(row => row % 3 * 100f + row)];
        ClusterCountDecision decision = ClusterCountPolicy.Choose(rows, 1, Plain);
        decision.ChosenClusterCount.ShouldBe(3, decision.Reason);
        decision.Rows.Single(row => row is { ClusterCount: 9, Criterion: Criterion.PredictionStrength })
            .Value.ShouldBe(double.NaN);
    }

    [Fact]
    public void What_cannot_be_clustered_is_refused()
    {
        Should.Throw<ArgumentException>(() => ClusterCountPolicy.Choose(new float[20], 1, Plain))
            .Message.ShouldContain("distinct");
        Should.Throw<ArgumentException>(() => ClusterCountPolicy.Choose(new float[] { 1, 2, 3 }, 1, Plain));
        Should.Throw<ArgumentException>(() => ClusterCountPolicy.Choose(new float[] { 1, float.NaN }, 1, Plain));
        (float[] rows, _) = GapStatisticTests.Clouds(2, 40);
        double[] revenue = new double[40];
        revenue[3] = double.NaN;
        Should.Throw<ArgumentException>(() => ClusterCountPolicy.Choose(rows, 2, Plain, null, revenue))
            .Message.ShouldContain("row 3");
        Should.Throw<ArgumentException>(() => ClusterCountPolicy.Choose(rows, 2, Plain, null, new double[39]));
    }

    private static ClusterCountMeasures HandMade() => new()
    {
        Candidates =
        [
            Candidate(2, 0.6, 0.70, 90, 0.5, 0.90, 400, 0.8, 0.68),
            Candidate(3, 0.5, 0.75, 99, 0.6, 0.78, 100, 0.6, 0.44),
            Candidate(4, 0.4, 0.60, 80, 0.7, 0.60, 40, 0.5, 0.35),
        ],
        Gap = new GapStatistic
        {
            Rows = [new(1, 9, 9.1, 0.1, 0.1), new(2, 8, 8.5, 0.5, 0.1), new(3, 7, 7.9, 0.9, 0.1), new(4, 6, 6.95, 0.95, 0.1)],
            ClusterCount = 3,
            IsSettled = true,
            RowCount = 1000,
        },
        PredictionStrength = new PredictionStrength
        {
            Rows = [new(2, 0.95, 0.01), new(3, 0.79, 0.02), new(4, 0.5, 0.05)],
            ClusterCount = 3,
            RowCount = 1000,
        },
        SilhouetteRowCount = 1000,
    };

    private static ClusterCountCandidate Candidate(
        int clusterCount,
        double silhouette,
        double simplified,
        double variance,
        double overlap,
        double jaccard,
        long smallest,
        double revenueShare,
        double concentration) => new()
        {
            ClusterCount = clusterCount,
            Fit = new FittedClusters([], []),
            Inertia = 1000.0 / clusterCount,
            SilhouetteOfSample = silhouette,
            SimplifiedSilhouette = simplified,
            CalinskiHarabasz = variance,
            DaviesBouldin = overlap,
            BootstrapJaccard = new BootstrapJaccard { Clusters = [], Minimum = jaccard, RowCount = 1000 },
            SmallestSize = smallest,
            SmallestShare = smallest / 1000.0,
            LargestRevenueShare = revenueShare,
            RevenueConcentration = concentration,
        };
}
