using Segmentation.Models.Clustering;
using Segmentation.Models.Selection;
using Criterion = Segmentation.Models.Selection.ClusterCountCriterion;

namespace Segmentation.Models.Tests.Selection;

/// <summary>The number of segments of the wholesale customers, whose answer depends on how spend is scaled.</summary>
public class WholesaleChoiceTests
{
    [SkippableFact]
    public void The_evidence_is_the_published_one()
    {
        // Log spend, z-scored: two clusters of 252 and 188, inertia 1844.064069, silhouette .290328, variance ratio
        // 189.050.
        ClusterCountCandidate two = Choose(FeatureTransform.SignedLog1p, new()).Measures.Candidates[0];
        two.Inertia.ShouldBe(1844.064069, 2e-3);
        two.SilhouetteOfSample.ShouldBe(0.290328, 2e-6);
        two.CalinskiHarabasz.ShouldBe(189.050, 1e-3);
        two.SmallestSize.ShouldBe(188);
    }

    [SkippableFact]
    public void Raw_spend_isolates_large_accounts_which_a_limit_refuses()
    {
        // Of raw spend the silhouette prefers few large accounts apart from everyone else. They are 11 % of customers
        // or fewer at any number of segments; a limit of 15 % rules all that out rather than publish it.
        ClusterCountDecision decision = Choose(FeatureTransform.None, new() { SmallestShare = 0.15 });
        decision.ChosenClusterCount.ShouldBeNull();
        decision.Reason.ShouldStartWith("No number of segments was chosen: the business limits rule out every candidate.");
        decision.Rows.Count(row => row is { Criterion: Criterion.SmallestShare, IsVeto: true }).ShouldBe(4);

        // Of log spend two segments pass.
        Choose(FeatureTransform.SignedLog1p, new() { SmallestShare = 0.15 }).ChosenClusterCount.ShouldBe(2);
    }

    private static ClusterCountDecision Choose(FeatureTransform transform, ClusterCountLimits limits)
    {
        (double[][] columns, _) = Wholesale.Read();
        FeatureScalingOptions[] scaling =
        [
            .. columns.Select(
                (_, column) => new FeatureScalingOptions { Name = $"spend_{column}", Transform = transform }),
        ];
        return ClusterCountPolicy.Choose(
            FeatureScaler.Fit(columns, scaling).Apply(columns),
            Wholesale.ColumnCount,
            new ClusterCountOptions
            {
                Seed = 1,
                Candidates = [2, 3, 4, 5],
                Limits = limits,
                ThreadCount = 2,
                Gap = new() { Seed = 1, ReferenceCount = 5, ThreadCount = 2 },
                BootstrapJaccard = new() { Seed = 1, ResampleCount = 10, ThreadCount = 2 },
            },
            ClusterFits.KMeans(seed: 1, restarts: 20));
    }
}
