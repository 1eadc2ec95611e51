using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Run;
using Segmentation.Models.Matching;
using Segmentation.Models.Stability;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>Segments found in features: fitted when there is no model of this definition or it has grown old, otherwise only scored.</summary>
internal sealed class ClusterScorer : ISchemeScorer
{
    public SchemeOutcome Score(SchemeRun scheme, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = scheme.Context.Engine;
        CreateCustomers(scheme, cancellationToken);
        int rowCount = engine.Scalar<int>("select count(*) from scores.cluster_rows", $"scheme {scheme.Name}", null, cancellationToken);
        if (rowCount == 0)
        {
            InsertStates(scheme, scheme.Model("{}"), cancellationToken);
            return new SchemeOutcome(scheme.Model("{}"), false, [], "nobody can be scored yet; no model was fitted");
        }

        ClusterData data = ReadData(scheme, rowCount, cancellationToken);
        FittedModel? kept = Kept(scheme);
        ClusterModel? earlier = kept is null ? null : ClusterModel.Read(kept.Body);
        int threads = scheme.Context.Run.Config.Engine.Threads;
        ClusterPlaces? earlierPlaces = earlier?.Place(data.Columns, threads, cancellationToken);
        ModelDrift? drift = kept is null || earlier is null || scheme.IsOfTonight(kept)
            ? null
            : ModelDrift.Measure(scheme, kept, earlier, data, earlierPlaces!.Clusters, cancellationToken);
        FitFacts? fit = MustFit(kept, drift, scheme)
            ? ClusterFitting.Fit(scheme, data, earlier, RetiredCodes(scheme, cancellationToken), cancellationToken)
            : null;

        // A new fit that found the same is the model that there was.
        bool isNewFit = fit is not null && (earlier is null || earlier.DiffersFrom(fit.Model));
        (ClusterModel model, FittedModel fitted) = isNewFit ? Reported(scheme, fit!, DriftRefit(drift, kept, scheme), cancellationToken) : (earlier!, kept!);
        ClusterPlaces places = isNewFit ? model.Place(data.Columns, threads, cancellationToken) : earlierPlaces!;
        string held = WriteScores(scheme, model, places, cancellationToken);
        InsertScored(scheme, fitted, cancellationToken);
        InsertStates(scheme, fitted, cancellationToken);
        return new SchemeOutcome(fitted, isNewFit, model.Segments(scheme.Config.Segments), Summary(model, isNewFit, kept) + held)
        {
            Refusal = isNewFit ? GateRefusal.Of(scheme, FitEvidence.Read(fitted.Evidence)) : null,
            Tonight = isNewFit ? [] : drift?.Rows ?? [],
            Warning = isNewFit ? null : drift?.Warning(scheme),
        };
    }

    /// <summary>The model that there is, unless all is to be made anew.</summary>
    private static FittedModel? Kept(SchemeRun scheme)
    {
        FittedModel? kept = scheme.KeptModel();
        return kept is null && scheme.Context.Fitting == FitRule.Never
            ? throw new RunRefusedException(
                $"Scheme {scheme.Name} has no model of its present definition from {scheme.Context.Run.SnapshotDate:yyyy-MM-dd} or before, and 'score' fits none. The published tables are unchanged. Run 'segbatch fit --scheme {scheme.Name}' first, or 'segbatch nightly', which fits where it must.")
            : kept;
    }

    private static bool MustFit(FittedModel? kept, ModelDrift? drift, SchemeRun scheme) => scheme.Context.Fitting switch
    {
        FitRule.Always => true,
        FitRule.Never => false,
        _ => kept is null || IsTooOld(kept, scheme) || DriftRefit(drift, kept, scheme).Count > 0,
    };

    /// <summary>The drift, when that alone is why a model is fitted anew.</summary>
    private static IReadOnlyList<EvidenceRow> DriftRefit(ModelDrift? drift, FittedModel? kept, SchemeRun scheme) =>
        drift is { Verdict.Action: DriftAction.Refit } && scheme.Clusters.RefitOnDrift && scheme.Context.Fitting == FitRule.WhenDue && !IsTooOld(kept!, scheme)
            ? drift.Rows
            : [];

    private static bool IsTooOld(FittedModel kept, SchemeRun scheme) => scheme.IsTooOld(kept, scheme.Clusters.RefitDays);

    private static (ClusterModel Model, FittedModel Fitted) Reported(
        SchemeRun scheme, FitFacts fit, IReadOnlyList<EvidenceRow> drift, CancellationToken cancellationToken)
    {
        FitReport report = FitReport.Of(fit, drift, cancellationToken);
        return (report.Model, scheme.Model(report.Model.Write()) with { Evidence = report.Evidence.Write() });
    }

    private static string Summary(ClusterModel model, bool isNewFit, FittedModel? kept) =>
        isNewFit
            ? $"fitted k = {model.ClusterCount} on {model.FittedRowCount:N0} customers, inertia {model.Inertia:0.####}, {model.Iterations} iterations{(model.HasConverged ? "" : ", not converged")}{(kept is null ? "" : ", after an earlier model")}{Constant(model)}"
            : $"scored with the model of {kept!.SnapshotDate:yyyy-MM-dd}";

    private static string Constant(ClusterModel model) =>
        model.Scaler.ConstantFeatures.Count == 0
            ? ""
            : $"; {string.Join(", ", model.Scaler.ConstantFeatures)} told nobody apart (constant)";

    /// <summary>Customers in order of id, so that position pairs a customer with its row and the answer knows no other order.</summary>
    private static void CreateCustomers(SchemeRun scheme, CancellationToken cancellationToken)
    {
        scheme.Context.Engine.Execute(
            $"create or replace table scores.cluster_customers as {SegmentStates.CustomersWithState(scheme.Config.States)}",
            $"scheme {scheme.Name}", null, cancellationToken);
        scheme.Context.Engine.Execute(
            """
            create or replace table scores.cluster_rows as
            select
                cast(row_number() over (order by customer_id) - 1 as int) as row_index,
                customer_id
            from scores.cluster_customers
            where state = 'scored'
            """,
            $"scheme {scheme.Name}", null, cancellationToken);
    }

    private static ClusterData ReadData(SchemeRun scheme, int rowCount, CancellationToken cancellationToken)
    {
        string[] names = [.. scheme.Clusters.Features.Select(feature => feature.Name), "net_spend_amount"];
        double[][] columns = ClusterRows.Read(scheme, names, rowCount, cancellationToken);
        return new ClusterData(columns[..^1], columns[^1]);
    }

    internal static IReadOnlyCollection<string> RetiredCodes(SchemeRun scheme, CancellationToken cancellationToken) =>
        scheme.Context.Engine.Query(
            $"select segment_code from previous.dim_segment where scheme = {SqlText.Literal(scheme.Name)}",
            $"codes of scheme {scheme.Name}", row => row.GetString(0), null, cancellationToken);

    /// <summary>Writes where customers are, after those on a border were held where they had been.</summary>
    /// <returns>What holding cost, for the summary; empty when nobody was held.</returns>
    private static string WriteScores(SchemeRun scheme, ClusterModel model, ClusterPlaces places, CancellationToken cancellationToken)
    {
        string held = scheme.Clusters.HoldMargin > 0 ? Hold(scheme, model, places, cancellationToken) : "";
        DuckDbEngine engine = scheme.Context.Engine;
        engine.Execute(
            "create or replace table scores.cluster_places (row_index int, cluster int, next_cluster int, distance double, next_distance double, probability double)",
            $"scheme {scheme.Name}", null, cancellationToken);
        engine.Append("scores.cluster_places", Enumerable.Range(0, places.Clusters.Length), (row, index) => row
            .AppendValue(index).AppendValue(places.Clusters[index]).AppendValue(places.NextClusters[index])
            .AppendValue(Math.Sqrt(places.SquaredDistances[index])).AppendValue(Math.Sqrt(places.NextSquaredDistances[index]))
            .AppendValue(places.Probabilities?[index]));
        engine.Execute("create or replace table scores.cluster_codes (cluster int, segment_code string)", $"scheme {scheme.Name}", null, cancellationToken);
        engine.Append("scores.cluster_codes", model.Codes.Select((code, cluster) => (code, cluster)), (row, pair) => row
            .AppendValue(pair.cluster).AppendValue(pair.code));
        return held;
    }

    private static string Hold(SchemeRun scheme, ClusterModel model, ClusterPlaces places, CancellationToken cancellationToken)
    {
        int[] lastNight = EarlierSegments.PublishedPlaces(scheme, model.Codes, places.Clusters.Length, cancellationToken);
        Hysteresis hysteresis = Hysteresis.Apply(
            places.Clusters, places.NextClusters, places.SquaredDistances, places.NextSquaredDistances, HysteresisState.From(lastNight),
            new HysteresisOptions { Margin = scheme.Clusters.HoldMargin, NightsToMove = int.MaxValue });
        for (int row = 0; row < places.Clusters.Length; row++)
        {
            int decided = hysteresis.State.Segments[row];
            if (decided != places.Clusters[row])
            {
                (places.Clusters[row], places.NextClusters[row]) = (decided, places.Clusters[row]);
                (places.SquaredDistances[row], places.NextSquaredDistances[row]) = (places.NextSquaredDistances[row], places.SquaredDistances[row]);
            }
        }

        return $"; {hysteresis.HeldCount:N0} customers on a border stay where they were, at {hysteresis.InertiaIncrease:0.00%} of fit";
    }

    private static void InsertScored(SchemeRun scheme, FittedModel model, CancellationToken cancellationToken) =>
        scheme.Context.Engine.Execute(
            $"""
            insert into scores.segment_assignments
            select
                {SqlText.Literal(scheme.Name)} as scheme,
                cluster_rows.customer_id,
                'scored' as state,
                codes.segment_code,
                places.distance as score,
                cast(null as string) as score_detail,
                next_codes.segment_code as next_segment_code,
                case when places.next_cluster >= 0 then places.next_distance - places.distance end as distance_to_next,
                case
                    when places.probability is not null then places.probability
                    when places.next_cluster < 0 then 1e0
                    when places.next_distance = 0 then 0e0
                    else greatest(1e0 - places.distance / places.next_distance, 0e0)
                end as confidence,
                :model_version as model_version
            from scores.cluster_places as places
            inner join scores.cluster_rows
                on cluster_rows.row_index = places.row_index
            inner join scores.cluster_codes as codes
                on codes.cluster = places.cluster
            left join scores.cluster_codes as next_codes
                on next_codes.cluster = places.next_cluster
            """,
            $"scheme {scheme.Name}",
            new Dictionary<string, object?> { ["model_version"] = model.ModelVersion },
            cancellationToken);

    internal static void InsertStates(SchemeRun scheme, FittedModel model, CancellationToken cancellationToken) =>
        scheme.Context.Engine.Execute(
            $"""
            insert into scores.segment_assignments
            select
                {SqlText.Literal(scheme.Name)} as scheme,
                customer_id,
                state,
                {SegmentStates.CodeExpression("cast(null as string)")} as segment_code,
                cast(null as double) as score,
                cast(null as string) as score_detail,
                cast(null as string) as next_segment_code,
                cast(null as double) as distance_to_next,
                cast(null as double) as confidence,
                :model_version as model_version
            from scores.cluster_customers
            where state <> 'scored'
            """,
            $"scheme {scheme.Name}",
            new Dictionary<string, object?> { ["model_version"] = model.ModelVersion },
            cancellationToken);
}
