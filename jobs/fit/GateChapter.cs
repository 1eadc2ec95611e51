using System.Globalization;
using Segmentation.Models.Gates;
using Segmentation.Models.Validation;

namespace Segmentation.Jobs.Fit;

/// <summary>Whether clusters are apart, worth serving, and different by more than noise.</summary>
internal static class GateChapter
{
    private const int SilhouetteSample = 10_000;

    public static IEnumerable<EvidenceRow> Of(FitFacts facts, CancellationToken cancellationToken)
    {
        if (facts.Cut.Assignments.Distinct().Count() < 2)
        {
            yield return Row("scheme", "separation", null, null, "pass", "There is one cluster, so nothing to tell apart.");
            yield break;
        }

        foreach (EvidenceRow row in Separation(facts, cancellationToken).Concat(Viability(facts)).Concat(Differences(facts, cancellationToken)))
        {
            yield return row;
        }
    }

    private static IEnumerable<EvidenceRow> Separation(FitFacts facts, CancellationToken cancellationToken)
    {
        Silhouette silhouette = Silhouette.OfSample(
            facts.Rows, facts.ColumnCount, facts.Cut.Assignments, SilhouetteSample, facts.Scheme.Clusters.Seed, default, facts.ThreadCount,
            cancellationToken);
        SeparationVerdict verdict = SeparationGate.Judge(
            silhouette, new SeparationGateOptions { Threshold = facts.Scheme.Clusters.Gates.Silhouette, ClusterNames = facts.Model.Codes });
        yield return Row(
            "scheme", "silhouette_of_sample", silhouette.Mean, verdict.Threshold, verdict.IsPassed ? "pass" : Failed(facts), verdict.Remedy);
        for (int cluster = 0; cluster < silhouette.MeanPerCluster.Count; cluster++)
        {
            if (double.IsFinite(silhouette.MeanPerCluster[cluster]))
            {
                yield return Row(facts.CodeOf(cluster), "silhouette_of_sample", silhouette.MeanPerCluster[cluster], null, "", "");
            }
        }

        SimplifiedSilhouette simplified = SimplifiedSilhouette.Of(
            facts.Rows, facts.ColumnCount, facts.Cut.Centroids, facts.Cut.Assignments, facts.ThreadCount, cancellationToken);
        yield return Row("scheme", "simplified_silhouette", simplified.Mean, null, "", "To the middles of clusters, of all customers. It is no silhouette.");
        yield return Row(
            "scheme", "calinski_harabasz", Models.Validation.Separation.CalinskiHarabasz(facts.Rows, facts.ColumnCount, facts.Cut.Assignments),
            null, "", "Spread between clusters over spread within. Higher is better; compare only within one set of features.");
        yield return Row(
            "scheme", "davies_bouldin", Models.Validation.Separation.DaviesBouldin(facts.Rows, facts.ColumnCount, facts.Cut.Assignments),
            null, "", "Mean likeness of each cluster to its most similar one. Lower is better.");
    }

    private static IEnumerable<EvidenceRow> Viability(FitFacts facts)
    {
        var customers = new long[facts.Cut.ClusterCount];
        var spend = new decimal[facts.Cut.ClusterCount];
        for (int row = 0; row < facts.Data.RowCount; row++)
        {
            customers[facts.Cut.Assignments[row]]++;
            spend[facts.Cut.Assignments[row]] += (decimal)facts.Data.Spend[row];
        }

        ViabilityGate gate = ViabilityGate.Judge(
            [.. customers.Select((count, cluster) => new SegmentFigures(facts.CodeOf(cluster), count, Math.Round(spend[cluster], 2)))],
            new ViabilityOptions
            {
                MinimumCustomers = facts.Scheme.Clusters.Gates.SmallestSize,
                MinimumCustomerShare = null,
                MinimumRevenueShare = facts.Scheme.Clusters.Gates.SmallestSpendShare > 0 ? facts.Scheme.Clusters.Gates.SmallestSpendShare : null,
                MinimumMarginRate = null,
            },
            facts.ColumnCount, facts.Cut.Centroids);
        for (int cluster = 0; cluster < gate.Segments.Count; cluster++)
        {
            SegmentViability segment = gate.Segments[cluster];
            string into = segment.MergeInto is { } neighbour ? $" Nearest segment: {neighbour}." : "";
            yield return Row(
                segment.Code, "customers", customers[cluster], facts.Scheme.Clusters.Gates.SmallestSize,
                segment.Outcome == ViabilityOutcome.Pass ? "pass" : Failed(facts),
                segment.Reasons.Count == 0 ? "" : $"{segment.Outcome}: {string.Join(" ", segment.Reasons)}{into}");
        }
    }

    private static IEnumerable<EvidenceRow> Differences(FitFacts facts, CancellationToken cancellationToken)
    {
        Distinctness distinctness = Distinctness.Measure(
            facts.Rows, [.. facts.Model.Scaler.Features.Select(feature => feature.Name)], facts.Cut.Assignments,
            new DistinctnessOptions { Seed = facts.Scheme.Clusters.Seed, SegmentNames = facts.Model.Codes, ThreadCount = facts.ThreadCount }, null, cancellationToken);
        yield return Row(
            "scheme", "distinctness", distinctness.Features.Count(feature => feature.IsDistinct), null,
            distinctness.IsPassed ? "pass" : Failed(facts), distinctness.Reason);
        foreach (FeatureDistinctness feature in distinctness.Features)
        {
            yield return new EvidenceRow(
                EvidenceTopics.Gate, feature.Feature, "feature_effect", Finite(feature.Difference.Effect), Verdict: feature.IsDistinct ? "pass" : "warn",
                Detail: string.Create(CultureInfo.InvariantCulture, $"Kruskal-Wallis, epsilon squared; probability {feature.AdjustedProbability:0.####} after Holm's correction."));
        }
    }

    /// <summary>What a gate that blocks says; one that does not only warns.</summary>
    private static string Failed(FitFacts facts) => facts.Scheme.Clusters.Gates.Blocks ? EvidenceVerdicts.Fail : EvidenceVerdicts.Warn;

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static EvidenceRow Row(string subject, string item, double? value, double? threshold, string verdict, string detail) =>
        new(EvidenceTopics.Gate, subject, item, value is { } known ? Finite(known) : null, Threshold: threshold, Verdict: verdict, Detail: detail);
}
