using System.Globalization;
using Segmentation.Models.Clustering;

namespace Segmentation.Jobs.Fit;

/// <summary>What was fitted, on whom, and how.</summary>
internal static class FitChapter
{
    public static IEnumerable<EvidenceRow> Of(FitFacts facts)
    {
        yield return new EvidenceRow(EvidenceTopics.Fit, "algorithm", "algorithm", Detail: facts.Cut.Algorithm);
        yield return Figure("customers", facts.Data.RowCount, $"Customers {facts.Whom}.");
        yield return Figure("clusters", facts.Cut.ClusterCount, facts.Choice?.Reason ?? "The number of clusters is given in the configuration.");
        yield return Figure("inertia", facts.Cut.Inertia, "Sum of squared distances to the middles of clusters, in scaled features.");
        yield return Figure("iterations", facts.Cut.Iterations, facts.Cut.HasConverged ? "Until nothing moved." : "Up to the limit; it had not come to rest.");
        for (int column = 0; column < facts.ColumnCount; column++)
        {
            yield return OfFeature(facts.Model.Scaler.Features[column], facts.Data.Columns[column]);
        }
    }

    private static EvidenceRow OfFeature(ScaledFeature feature, double[] values)
    {
        double missing = (double)values.Count(double.IsNaN) / values.Length;
        string how = string.Create(
            CultureInfo.InvariantCulture,
            $"{feature.Transform} then less {feature.Offset:0.####}, over {feature.Scale:0.####}, times {feature.Weight:0.####}; {missing:0.0%} had no value.");
        return new EvidenceRow(EvidenceTopics.Fit, feature.Name, "feature", missing, Detail: how);
    }

    private static EvidenceRow Figure(string item, double value, string detail) => new(EvidenceTopics.Fit, "model", item, value, Detail: detail);
}
