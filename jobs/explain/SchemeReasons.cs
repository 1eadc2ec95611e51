using System.Globalization;
using System.Text.Json;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Run;
using Segmentation.Jobs.Score;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Explain;

/// <summary>Why one customer has their tags: each kind of scheme has reasons of its own.</summary>
internal sealed class SchemeReasons(
    DuckDbEngine published, ILedger? ledger, SegmentationConfig config, string customer, CancellationToken cancellationToken)
{
    private static readonly string[] LifecycleFeatures = ["recency_days", "tenure_days", "interval_mean_days", "last_gap_days", "repeat_order_count"];

    private readonly CustomerFeatures features = new(published, customer);

    public SchemeExplanation Of(PublishedTag tag)
    {
        var bare = new SchemeExplanation { Tag = tag, History = History(tag), Features = [], Reasons = [] };
        if (!config.Schemes.TryGetValue(tag.Scheme, out SchemeConfig? scheme))
        {
            return bare with { Reasons = ["The scheme is no longer in segmentation.yml; only its tags are known."] };
        }

        FittedModel? model = ledger?.FindModel(tag.ModelVersion);
        SchemeExplanation explained = scheme.Kind switch
        {
            SchemeKind.Rules => ByRules(bare, scheme),
            SchemeKind.Rfm => ByRfm(bare, scheme, model),
            SchemeKind.Lifecycle => ByLifecycle(bare, scheme.Lifecycle),
            _ => model is null
                ? bare with { Reasons = [$"Model {tag.ModelVersion} is not in the ledger, so distances are not known."] }
                : new ClusterReasons(features, ClusterModel.Read(model.Body), model, cancellationToken).Of(bare),
        };
        List<string> reasons = [.. explained.Reasons];
        if (tag.State != SegmentStates.Scored)
        {
            reasons.Insert(0, $"Not scored: {tag.SegmentDescription}");
        }

        if (SchemeRun.HashOf(tag.Scheme, scheme, config) != tag.DefinitionHash)
        {
            reasons.Add($"The definition in segmentation.yml has changed since the snapshot of {tag.SnapshotDate:yyyy-MM-dd}; what is said here of conditions is the new one.");
        }

        return explained with { Reasons = reasons };
    }

    private IReadOnlyList<MembershipStretch> History(PublishedTag tag) =>
        published.Query(
            """
            with snapshots as (
                select
                    snapshot_date,
                    model_version,
                    lag(model_version) over (order by snapshot_date) as model_version_before
                from publish.dim_snapshot
                where scheme = :scheme
            )
            select
                memberships.segment_code,
                coalesce(dim_segment.segment_label, memberships.segment_code) as segment_label,
                memberships.valid_from_date,
                memberships.valid_to_date,
                snapshots.model_version <> snapshots.model_version_before as is_new_model
            from publish.segment_membership as memberships
            left join snapshots
                on snapshots.snapshot_date = memberships.valid_from_date
            left join publish.dim_segment
                on dim_segment.scheme = memberships.scheme
                and dim_segment.segment_code = memberships.segment_code
            where memberships.scheme = :scheme
                and memberships.customer_id = :customer
                and memberships.recorded_to_at = timestamp '9999-12-31 00:00:00'
            order by memberships.valid_from_date desc
            """,
            "segments before",
            row => new MembershipStretch(
                row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2),
                row.GetFieldValue<DateOnly>(3) is { Year: < 9999 } ended ? ended : null,
                row.IsDBNull(4) ? null : row.GetBoolean(4)),
            new Dictionary<string, object?> { ["scheme"] = tag.Scheme, ["customer"] = customer }, cancellationToken);

    private SchemeExplanation ByRules(SchemeExplanation bare, SchemeConfig scheme)
    {
        int place = scheme.Segments.ToList().FindIndex(segment => segment.Code == bare.Tag.SegmentCode);
        // Conditions before the one that applied were looked at too, and did not.
        SegmentConfig[] asked = [.. scheme.Segments.Take(place < 0 ? scheme.Segments.Count : place + 1)];
        List<string> reasons = place < 0
            ? []
            : [scheme.Segments[place].When is { } when ? $"The first condition that holds: {OneLine(when)}" : "No condition holds, and this segment takes the rest."];
        reasons.AddRange(asked.Take(Math.Max(place, 0)).Select(segment => $"Does not hold: {segment.Code}, {OneLine(segment.When ?? "")}"));
        string[] metrics = [.. asked.SelectMany(segment => features.NamedIn(segment.When ?? "")).Distinct()];
        string[] named = [.. metrics.Concat(metrics.Where(config.Metrics.ContainsKey).SelectMany(metric => features.NamedIn(config.Metrics[metric].Sql))).Distinct()];
        reasons.AddRange(metrics.Where(config.Metrics.ContainsKey).Select(metric => $"{metric} means: {OneLine(config.Metrics[metric].Sql)}"));
        return bare with { Features = features.Places(named), Reasons = reasons };
    }

    private SchemeExplanation ByRfm(SchemeExplanation bare, SchemeConfig scheme, FittedModel? model)
    {
        RfmConfig rfm = scheme.Rfm;
        RfmCutPoints? cuts = rfm.Cuts is { } given
            ? new RfmCutPoints([.. given.Recency], [.. given.Frequency], [.. given.Monetary])
            : model is null ? null : JsonSerializer.Deserialize<RfmCutPoints>(model.Body);
        IReadOnlyList<FeaturePlace> places = features.Places([rfm.Recency, rfm.Frequency, rfm.Monetary]);
        List<string> reasons = [];
        if (bare.Tag.ScoreDetail is { } scores)
        {
            reasons.Add($"Scores {scores}; 5 is best.");
            string? condition = RfmScorer.SegmentsOf(scheme).FirstOrDefault(segment => segment.Code == bare.Tag.SegmentCode)?.When;
            reasons.Add(condition is null ? "No condition of the scores holds, and this segment takes the rest." : $"The first condition of the scores that holds: {OneLine(condition)}");
        }

        if (cuts is not null)
        {
            reasons.Add($"{rfm.Recency} is cut at {Cuts(cuts.Recency)}: the fewer, the higher the score.");
            reasons.Add($"{rfm.Frequency} is cut at {Cuts(cuts.Frequency)}.");
            reasons.Add($"{rfm.Monetary} is cut at {Cuts(cuts.Monetary)}.");
        }

        return bare with { Features = places, Reasons = reasons };
    }

    private SchemeExplanation ByLifecycle(SchemeExplanation bare, LifecycleConfig windows)
    {
        string byDays = string.Create(
            CultureInfo.InvariantCulture,
            $"Active below {windows.ActiveDays} days of silence, at risk below {windows.AtRiskDays}, dormant below {windows.DormantDays}, then lost; new for the first {windows.NewDays} days.");
        List<string> reasons = [byDays];
        if (windows.Rhythm is { } rhythm)
        {
            reasons.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"With two repeat orders or more, silence is told in the customer's own intervals instead: active below {rhythm.Active}, at risk below {rhythm.AtRisk}, dormant below {rhythm.Dormant}."));
        }

        return bare with { Features = features.Places(LifecycleFeatures), Reasons = reasons };
    }

    private static string Cuts(IReadOnlyList<decimal> cuts) =>
        string.Join(", ", cuts.Select(cut => cut.ToString("0.######", CultureInfo.InvariantCulture)));

    private static string OneLine(string sql) => string.Join(' ', SqlText.WithoutComments(sql).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
