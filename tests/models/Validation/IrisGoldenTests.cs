using Segmentation.Models.Clustering;
using Segmentation.Models.Matching;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Tests.Validation;

/// <summary>The clustering every textbook shows: irises in three clusters, raw centimetres.</summary>
public class IrisGoldenTests
{
    [Theory]
    [InlineData(KMeansBounds.Never)]
    [InlineData(KMeansBounds.Always)]
    public void Three_clusters_of_iris_match_the_published_numbers(KMeansBounds bounds)
    {
        // Recomputed with scikit-learn 1.2.1: KMeans(3, n_init=50, tol=0) and its metrics.
        (float[] rows, int[] species) = (Iris.SingleRows, Iris.Species);
        KMeansFit fit = KMeans.Fit(
            rows,
            Iris.ColumnCount,
            new KMeansOptions { ClusterCount = 3, Seed = 1, Restarts = 50, Tolerance = 0, Bounds = bounds });

        fit.Inertia.ShouldBe(78.851441, 1e-5);
        string.Join('/', fit.Sizes.OrderDescending()).ShouldBe("62/50/38");
        Silhouette.Exact(rows, Iris.ColumnCount, fit.Assignments).Mean.ShouldBe(0.552819, 1e-6);
        Separation.CalinskiHarabasz(rows, Iris.ColumnCount, fit.Assignments).ShouldBe(561.6278, 1e-3);
        Separation.DaviesBouldin(rows, Iris.ColumnCount, fit.Assignments).ShouldBe(0.661972, 1e-6);
        LabelAgreement.AdjustedRand(ContingencyTable.Count(fit.Assignments, species)).ShouldBe(0.730238, 1e-6);
    }

    [Fact]
    public void The_irises_are_Fishers_own()
    {
        (float[] rows, int[] species) = (Iris.SingleRows, Iris.Species);
        species.ShouldBe(Enumerable.Range(0, 150).Select(row => row / 50));
        rows.Length.ShouldBe(600);
        rows[(34 * 4)..(35 * 4)].ShouldBe([4.9f, 3.1f, 1.5f, 0.2f]);
        rows[(37 * 4)..(38 * 4)].ShouldBe([4.9f, 3.6f, 1.4f, 0.1f]);
    }
}
