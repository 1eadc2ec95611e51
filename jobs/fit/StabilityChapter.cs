using System.Globalization;
using Segmentation.Models.Matching;
using Segmentation.Models.Selection;
using Segmentation.Models.Stability;
using Segmentation.Models.Validation;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Fit;

/// <summary>Whether the clusters come back: in resamples, in other regions, in newer customers, without one of the features.</summary>
internal static class StabilityChapter
{
    private const int SampleRows = 20_000;
    private const int FewestInGroup = 200;

    public static IEnumerable<EvidenceRow> Of(FitFacts facts, CancellationToken cancellationToken)
    {
        if (facts.Cut.Assignments.Distinct().Count() < 2)
        {
            return [];
        }

        return
        [
            .. Bootstrap(facts, cancellationToken),
            .. Holdouts(facts, cancellationToken),
            .. Sensitivity(facts, cancellationToken),
        ];
    }

    private static IEnumerable<EvidenceRow> Bootstrap(FitFacts facts, CancellationToken cancellationToken)
    {
        var options = new BootstrapJaccardOptions { Seed = facts.Scheme.Clusters.Seed, ThreadCount = facts.ThreadCount };
        BootstrapJaccard bootstrap = BootstrapJaccard.Measure(
            facts.Rows, facts.ColumnCount, new FittedClusters(facts.Cut.Assignments, facts.Cut.Centroids), FittedCut.AsFit(facts.Scheme.Clusters), options,
            null, cancellationToken);
        foreach (ClusterJaccard cluster in bootstrap.Clusters)
        {
            yield return Row(
                facts.CodeOf(cluster.Cluster), "bootstrap_jaccard", cluster.MeanJaccard, options.StableJaccard,
                cluster.Stability switch
                {
                    ClusterStability.Stable or ClusterStability.HighlyStable => "pass",
                    ClusterStability.NotMeasured => "",
                    _ => "warn",
                },
                $"{Words(cluster.Stability)}: found again in {cluster.RecoveredCount} of {cluster.ResampleCount} resamples, dissolved in {cluster.DissolvedCount}.");
        }
    }

    private static IEnumerable<EvidenceRow> Holdouts(FitFacts facts, CancellationToken cancellationToken)
    {
        var options = new HoldoutOptions { Seed = facts.Scheme.Clusters.Seed, SampleSize = SampleRows, ThreadCount = facts.ThreadCount };
        (int[] regions, string[] names, bool[] isLater) = Groups(facts, cancellationToken);
        if (names.Length > 1)
        {
            HoldoutStability byRegion = HoldoutStability.ByGroup(
                facts.Rows, facts.ColumnCount, regions, names, facts.Cut.ClusterCount, FittedCut.AsFit(facts.Scheme.Clusters), options, null, cancellationToken);
            foreach (EvidenceRow row in Holdout("holdout_region", byRegion))
            {
                yield return row;
            }
        }

        if (isLater.Count(later => later) >= FewestInGroup && isLater.Count(later => !later) >= FewestInGroup)
        {
            HoldoutStability byTime = HoldoutStability.ByTime(
                facts.Rows, facts.ColumnCount, isLater, facts.Cut.ClusterCount, FittedCut.AsFit(facts.Scheme.Clusters), options, null, cancellationToken);
            foreach (EvidenceRow row in Holdout("holdout_time", byTime))
            {
                yield return row;
            }
        }
    }

    private static IEnumerable<EvidenceRow> Holdout(string item, HoldoutStability holdout) =>
        holdout.Parts.Select(part => Row(
            part.HeldOut == "later" ? "newer customers" : part.HeldOut, item, part.Agreement.AdjustedRand, new LabelStabilityOptions().UnstableAdjustedRand,
            Verdict(part.Agreement.Verdict),
            $"Fitted on {part.FittedCount:N0} others, judged on {part.HeldOutCount:N0}. {Agreement(part.Agreement)}"));

    /// <summary>Adjusted Rand and the least Jaccard in words. Clusters of other fits have numbers that mean nothing here.</summary>
    public static string Agreement(LabelStability agreement) => string.Create(
        CultureInfo.InvariantCulture,
        $"The two cuts of {agreement.SharedCount:N0} customers agree to {agreement.AdjustedRand:0.000} (adjusted Rand); the segment that is found again worst shares {agreement.MinimumJaccard:0.0%} of its customers.");

    /// <summary>Countries with enough customers, and who came in the later half.</summary>
    private static (int[] Regions, string[] Names, bool[] IsLater) Groups(FitFacts facts, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = facts.Scheme.Context.Engine;
        IReadOnlyList<string> found = engine.Query(
            $"""
            select country
            from scores.cluster_rows
            inner join scores.cluster_customers as customers
                on customers.customer_id = cluster_rows.customer_id
            where country is not null
            group by country
            having count(*) >= {FewestInGroup}
            order by count(*) desc, country
            limit 12
            """,
            "countries", row => row.GetString(0), null, cancellationToken);
        string places = string.Join(" ", found.Select((name, place) => $"when {SqlText.Literal(name)} then {place}"));
        int[][] groups = engine.ReadIntegers(
            $"""
            select
                cast({(found.Count == 0 ? "0" : $"case customers.country {places} else {found.Count} end")} as int),
                cast(case when customers.tenure_days < median(customers.tenure_days) over () then 1 else 0 end as int)
            from scores.cluster_rows
            inner join scores.cluster_customers as customers
                on customers.customer_id = cluster_rows.customer_id
            order by cluster_rows.row_index
            """,
            facts.Data.RowCount, 2, "groups of customers", cancellationToken);
        int others = groups[0].Count(group => group == found.Count);
        string[] names = others >= FewestInGroup && found.Count > 0 ? [.. found, "other countries"] : [.. found];
        int[] regions = names.Length > found.Count || found.Count == 0 ? groups[0] : [.. groups[0].Select(group => Math.Min(group, found.Count - 1))];
        return (regions, names, [.. groups[1].Select(later => later == 1)]);
    }

    /// <summary>How much the cut depends on each feature: it is fitted again without it.</summary>
    private static IEnumerable<EvidenceRow> Sensitivity(FitFacts facts, CancellationToken cancellationToken)
    {
        if (facts.ColumnCount < 2)
        {
            yield break;
        }

        int step = (facts.Data.RowCount + SampleRows - 1) / SampleRows;
        int[] sample = [.. Enumerable.Range(0, facts.Data.RowCount).Where(row => row % step == 0)];
        int[] labels = [.. sample.Select(row => facts.Cut.Assignments[row])];
        for (int left = 0; left < facts.ColumnCount; left++)
        {
            int[] columns = [.. Enumerable.Range(0, facts.ColumnCount).Where(column => column != left)];
            float[] rows = [.. sample.SelectMany(row => columns.Select(column => facts.Rows[row * facts.ColumnCount + column]))];
            (double? agreement, string detail) = Without(facts, rows, columns.Length, labels, cancellationToken);
            yield return Row(
                facts.Model.Scaler.Features[left].Name, "without_feature", agreement, null, "", detail);
        }
    }

    private static (double? Agreement, string Detail) Without(FitFacts facts, float[] rows, int columnCount, int[] labels, CancellationToken cancellationToken)
    {
        try
        {
            FittedCut cut = FittedCut.Of(facts.Scheme.Clusters, rows, columnCount, facts.Cut.ClusterCount, null, facts.ThreadCount, cancellationToken);
            return (LabelAgreement.AdjustedRand(ContingencyTable.Count(labels, cut.Assignments)),
                "Adjusted Rand index of the segments with those found without this feature: the lower, the more rests on it.");
        }
        catch (ArgumentException)
        {
            return (null, "Without this feature there are fewer different customers than segments: all rests on it.");
        }
    }

    private static string Words(ClusterStability stability) => stability switch
    {
        ClusterStability.HighlyStable => "Highly stable",
        ClusterStability.NotMeasured => "Not measured",
        _ => stability.ToString(),
    };

    private static string Verdict(StabilityVerdict verdict) => verdict switch
    {
        StabilityVerdict.Stable => "pass",
        StabilityVerdict.NotComparable => "",
        _ => "warn",
    };

    private static EvidenceRow Row(string subject, string item, double? value, double? threshold, string verdict, string detail) =>
        new(EvidenceTopics.Stability, subject, item, value is { } known && double.IsFinite(known) ? known : null, Threshold: threshold, Verdict: verdict, Detail: detail);
}
