using Segmentation.Models.Clustering;
using Segmentation.Models.Matching;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Tests.Validation;

/// <summary>
/// Published clusterings of the wholesale customers, six spend columns, reproduced from the raw file.
/// </summary>
public class WholesaleGoldenTests
{
    [SkippableTheory]
    [InlineData(FeatureTransform.None, 1954.041635, "391/49", 0.567304, 153.758, 0.21)]
    [InlineData(FeatureTransform.SignedLog1p, 1844.064069, "252/188", 0.290328, 189.050, 0.51)]
    public void Two_clusters_of_scaled_spend_match_the_published_numbers(
        FeatureTransform transform,
        double inertia,
        string sizes,
        double silhouette,
        double varianceRatio,
        double adjustedRand)
    {
        (float[] rows, int[] channels) = Prepared(transform);
        KMeansFit fit = Fit(rows, 2);

        fit.Inertia.ShouldBe(inertia, inertia * 1e-6);
        Sizes(fit).ShouldBe(sizes);
        Silhouette.Exact(rows, Wholesale.ColumnCount, fit.Assignments).Mean.ShouldBe(silhouette, 2e-6);
        Separation.CalinskiHarabasz(rows, Wholesale.ColumnCount, fit.Assignments).ShouldBe(varianceRatio, 1e-3);
        LabelAgreement.AdjustedRand(ContingencyTable.Count(fit.Assignments, channels)).ShouldBe(adjustedRand, 0.005);
    }

    [SkippableFact]
    public void Five_clusters_of_scaled_spend_match_the_published_numbers()
    {
        (float[] rows, _) = Prepared(FeatureTransform.None);

        // About one start in eighty ends in the published optimum, and one in nine in 1058.771, just above it.
        KMeansFit fit = Fit(rows, 5, restarts: 1000);
        fit.Inertia.ShouldBe(1058.755172, 1e-3);
        Sizes(fit).ShouldBe("269/97/63/10/1");
    }

    private static (float[] Rows, int[] Channels) Prepared(FeatureTransform transform)
    {
        (double[][] columns, int[] channels) = Wholesale.Read();
        FeatureScalingOptions[] options =
        [
            .. columns.Select(
                (_, column) => new FeatureScalingOptions { Name = $"spend_{column}", Transform = transform }),
        ];
        return (FeatureScaler.Fit(columns, options).Apply(columns), channels);
    }

    private static KMeansFit Fit(float[] rows, int clusterCount, int restarts = 50) => KMeans.Fit(
        rows,
        Wholesale.ColumnCount,
        new KMeansOptions { ClusterCount = clusterCount, Seed = 1, Restarts = restarts, Tolerance = 0 });

    private static string Sizes(KMeansFit fit) => string.Join('/', fit.Sizes.OrderDescending());
}
