using System.Globalization;
using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Run;
using Segmentation.Jobs.Score;
using Segmentation.Models.Explain;

namespace Segmentation.Jobs.Explain;

/// <summary>Why a customer is in a segment that a model found: how far each is, and what would take them to another.</summary>
internal sealed class ClusterReasons(CustomerFeatures features, ClusterModel model, FittedModel fitted, CancellationToken cancellationToken)
{
    /// <summary>Counts over a whole life, which no customer can take back.</summary>
    private static readonly HashSet<string> OnlyRising =
        ["order_count", "repeat_order_count", "credit_count", "line_count", "sale_amount", "product_count", "category_count", "tenure_days", "repeat_span_days"];

    public SchemeExplanation Of(SchemeExplanation bare)
    {
        string[] names = [.. model.Scaler.Features.Select(feature => feature.Name)];
        SchemeExplanation placed = bare with { Features = features.Places(names) };
        string[] unknown = [.. names.Where(name => !features.Has(name))];
        if (unknown.Length > 0 || bare.Tag.State != SegmentStates.Scored)
        {
            return unknown.Length == 0 ? placed : placed with { Reasons = [$"Not published, so distances are not known: {string.Join(", ", unknown)}."] };
        }

        double[] row = [.. placed.Features.Select(feature => feature.Number ?? double.NaN)];
        return placed with { Reasons = [.. Reasons(bare.Tag, row, names)], Distances = Distances(row) };
    }

    private IEnumerable<string> Reasons(PublishedTag tag, double[] row, string[] names)
    {
        yield return $"Model {fitted.ModelVersion}, fitted as of {fitted.SnapshotDate:yyyy-MM-dd}, {(model.Mixture is null ? "gives the segment whose middle is nearest" : "gives the likeliest segment")}.";
        int nearest = model.Place([.. row.Select(value => new[] { value })], 1, cancellationToken).Clusters[0];
        if (model.Codes[nearest] != tag.SegmentCode)
        {
            yield return $"Today's features are nearer to {model.Codes[nearest]}; hold_margin keeps the customer in {tag.SegmentCode} until the other is clearly nearer.";
            yield break;
        }

        foreach (FeaturePlace missing in features.Places(names).Where(feature => feature.Number is null))
        {
            yield return $"{missing.Feature} is missing; the model takes {Figure(model.Scaler.Features.Single(feature => feature.Name == missing.Feature).MissingValue)} instead.";
        }

        if (model.Mixture is not null || model.ClusterCount < 2)
        {
            yield break;
        }

        NearestChange change = CentroidChanges.Find(model.Scaler, model.Centroids, [.. names.Select(name => Limit(tag.Scheme, name))], row);
        yield return change.OneFeature is { } one
            ? $"The nearest change of one feature: {Sentence(one)}."
            : "No change of one feature alone, within what is observed, leads to another segment.";
        if (change.Overall is { } overall && overall.Changes.Count > 1)
        {
            yield return $"The nearest change of all: {Sentence(overall)}.";
        }
    }

    private string Sentence(SegmentChange change) =>
        $"{string.Join(" and ", change.Changes.Select(item => $"{item.Feature} from {Figure(item.From)} to {Figure(item.To)}"))} would lead to {Name(change.Target)}";

    /// <summary>Changes stay within what other customers show, and within what can happen.</summary>
    private ChangeLimit Limit(string scheme, string feature) => ChangeLimit.Observed(feature, features.OfScored(scheme, feature)) with
    {
        MayFall = !OnlyRising.Contains(feature),
        Step = features.IsWhole(feature) ? 1 : 0,
    };

    private SegmentDistance[] Distances(double[] row)
    {
        float[] point = model.Scaler.Apply([.. row.Select(value => new[] { value })]);
        return
        [
            .. Enumerable.Range(0, model.ClusterCount)
                .Select(cluster => (Cluster: cluster, Distance: Math.Sqrt(point.Select((value, column) => Square(value - model.Centroids[cluster * point.Length + column])).Sum())))
                .OrderBy(item => item.Distance).ThenBy(item => item.Cluster)
                .Select(item => new SegmentDistance(model.Codes[item.Cluster], model.Labels[item.Cluster], item.Distance)),
        ];
    }

    private string Name(int cluster) => $"{model.Codes[cluster]} ({model.Labels[cluster]})";

    private static double Square(double value) => value * value;

    private static string Figure(double value) => value.ToString("#,##0.##", CultureInfo.InvariantCulture);
}
