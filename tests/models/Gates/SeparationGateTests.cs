using Segmentation.Models.Gates;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Tests.Gates;

public class SeparationGateTests
{
    private static readonly SeparationGateOptions Defaults = new();

    [Fact]
    public void A_silhouette_on_the_threshold_passes()
    {
        SeparationVerdict verdict = SeparationGate.Judge(new Silhouette(0.5, [0.6, 0.4], 10), Defaults);
        verdict.IsPassed.ShouldBeTrue();
        verdict.WeakClusters.ShouldBeEmpty();
        verdict.Remedy.ShouldBe("The silhouette of 0.500 reaches 0.500. Nothing needs to be done.");
    }

    [Fact]
    public void One_weak_cluster_among_good_ones_is_to_be_merged()
    {
        SeparationVerdict verdict = SeparationGate.Judge(
            new Silhouette(0.45, [0.6, 0.1, double.NaN, 0.7], 10), Defaults);
        verdict.IsPassed.ShouldBeFalse();
        verdict.WeakClusters.ShouldBe([1]);
        verdict.Remedy.ShouldContain("below 0.500, so nothing should be published. Merge the weak clusters (1)");
    }

    [Fact]
    public void A_weak_cluster_is_called_by_its_name_where_it_has_one() =>
        SeparationGate.Judge(
            new Silhouette(0.45, [0.6, 0.1, double.NaN, 0.7], 10), Defaults with { ClusterNames = ["K1", "K7", "K3", "K4"] })
            .Remedy.ShouldContain("Merge the weak clusters (K7)");

    [Fact]
    public void When_most_clusters_are_weak_the_features_are_to_blame()
    {
        SeparationVerdict verdict = SeparationGate.Judge(new Silhouette(0.2, [0.2, 0.1, 0.3], 10), Defaults);
        verdict.WeakClusters.ShouldBe([1, 0]);
        verdict.Remedy.ShouldContain("Fit fewer clusters; scale skewed features");
    }

    [Fact]
    public void The_simplified_silhouette_is_never_called_a_silhouette()
    {
        SeparationVerdict verdict = SeparationGate.Judge(
            new SimplifiedSilhouette(0.7, [0.8, 0.2]), Defaults with { Threshold = 0.6 });
        verdict.IsPassed.ShouldBeTrue();
        verdict.Measure.ShouldBe("simplified silhouette");
        verdict.Remedy.ShouldStartWith("The simplified silhouette of 0.700 reaches 0.600.");
        verdict.Remedy.ShouldContain("weak on their own: 1");
    }

    [Fact]
    public void What_is_no_silhouette_is_refused()
    {
        Should.Throw<ArgumentException>(() => SeparationGate.Judge(new Silhouette(double.NaN, [], 0), Defaults));
        Should.Throw<ArgumentException>(
            () => SeparationGate.Judge(new Silhouette(0.5, [], 0), Defaults with { Threshold = 5 }));
    }
}
