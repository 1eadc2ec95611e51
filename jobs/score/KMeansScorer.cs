using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>K-means: fitted when there is no model of this definition or it has grown old, otherwise only scored.</summary>
internal sealed class KMeansScorer : ISchemeScorer
{
    public SchemeOutcome Score(SchemeRun scheme, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = scheme.Context.Engine;
        CreateCustomers(scheme, cancellationToken);
        int rowCount = engine.Scalar<int>("select count(*) from scores.kmeans_rows", $"scheme {scheme.Name}", null, cancellationToken);
        if (rowCount == 0)
        {
            InsertStates(scheme, scheme.Model("{}"), cancellationToken);
            return new SchemeOutcome(scheme.Model("{}"), false, [], "nobody can be scored yet; no model was fitted");
        }

        double[][] columns = ReadFeatures(scheme, rowCount, cancellationToken);
        FittedModel? kept = scheme.Context.IsFullRefresh
            ? null
            : scheme.Context.Ledger.FindModel(scheme.Name, scheme.DefinitionHash, scheme.Context.Run.SnapshotDate);
        KMeansModel? earlier = kept is null ? null : KMeansModel.Read(kept.Body);
        KMeansModel model = earlier is null || IsTooOld(kept!, scheme)
            ? KMeansFitting.Fit(scheme, columns, earlier, cancellationToken)
            : earlier;
        // A new fit that found the same is the model that there was.
        FittedModel fitted = earlier?.Write() == model.Write() ? kept! : scheme.Model(model.Write());

        WriteScores(scheme, model, columns, cancellationToken);
        InsertScored(scheme, fitted, cancellationToken);
        InsertStates(scheme, fitted, cancellationToken);
        bool isNewFit = !ReferenceEquals(fitted, kept);
        return new SchemeOutcome(fitted, isNewFit, model.Segments(scheme.Config.Segments), Summary(model, isNewFit, kept));
    }

    /// <summary>A night that is run again scores with the model it fitted, whatever refit_days says.</summary>
    private static bool IsTooOld(FittedModel kept, SchemeRun scheme) =>
        kept.SnapshotDate != scheme.Context.Run.SnapshotDate
        && kept.SnapshotDate.AddDays(scheme.Config.Kmeans.RefitDays) <= scheme.Context.Run.SnapshotDate;

    private static string Summary(KMeansModel model, bool isNewFit, FittedModel? kept) =>
        isNewFit
            ? $"fitted k = {model.ClusterCount} on {model.FittedRowCount:N0} customers, inertia {model.Inertia:0.####}, {model.Iterations} iterations{(model.HasConverged ? "" : ", not converged")}{(kept is null ? "" : ", from the earlier centroids")}{Constant(model)}"
            : $"scored with the model of {kept!.SnapshotDate:yyyy-MM-dd}";

    private static string Constant(KMeansModel model) =>
        model.Scaler.ConstantFeatures.Count == 0
            ? ""
            : $"; {string.Join(", ", model.Scaler.ConstantFeatures)} told nobody apart (constant)";

    /// <summary>Customers in order of id, so that position pairs a customer with its row and the answer knows no other order.</summary>
    private static void CreateCustomers(SchemeRun scheme, CancellationToken cancellationToken)
    {
        scheme.Context.Engine.Execute(
            $"create or replace table scores.kmeans_customers as {SegmentStates.CustomersWithState(scheme.Config.States)}",
            $"scheme {scheme.Name}", null, cancellationToken);
        scheme.Context.Engine.Execute(
            """
            create or replace table scores.kmeans_rows as
            select
                cast(row_number() over (order by customer_id) - 1 as int) as row_index,
                customer_id
            from scores.kmeans_customers
            where state = 'scored'
            """,
            $"scheme {scheme.Name}", null, cancellationToken);
    }

    private static double[][] ReadFeatures(SchemeRun scheme, int rowCount, CancellationToken cancellationToken)
    {
        IReadOnlyList<KMeansFeature> features = scheme.Config.Kmeans.Features;
        IEnumerable<string> casts = features.Select(feature => $"cast(customers.{SqlText.Identifier(feature.Name)} as double)");
        return scheme.Context.Engine.ReadColumns(
            $"""
            select {string.Join(", ", casts)}
            from scores.kmeans_rows
            inner join scores.kmeans_customers as customers
                on customers.customer_id = kmeans_rows.customer_id
            order by kmeans_rows.row_index
            """,
            rowCount, features.Count, $"features of scheme {scheme.Name}", cancellationToken);
    }

    private static void WriteScores(SchemeRun scheme, KMeansModel model, double[][] columns, CancellationToken cancellationToken)
    {
        NearestClusters nearest = model.Nearest(columns, scheme.Context.Run.Config.Engine.Threads, cancellationToken);
        DuckDbEngine engine = scheme.Context.Engine;
        engine.Execute(
            "create or replace table scores.kmeans_nearest (row_index int, cluster int, next_cluster int, distance double, next_distance double)",
            $"scheme {scheme.Name}", null, cancellationToken);
        engine.Append("scores.kmeans_nearest", Enumerable.Range(0, nearest.Clusters.Length), (row, index) => row
            .AppendValue(index).AppendValue(nearest.Clusters[index]).AppendValue(nearest.NextClusters[index])
            .AppendValue(nearest.Distances[index]).AppendValue(nearest.NextDistances[index]));
        engine.Execute("create or replace table scores.kmeans_codes (cluster int, segment_code string)", $"scheme {scheme.Name}", null, cancellationToken);
        engine.Append("scores.kmeans_codes", model.Codes.Select((code, cluster) => (code, cluster)), (row, pair) => row
            .AppendValue(pair.cluster).AppendValue(pair.code));
    }

    private static void InsertScored(SchemeRun scheme, FittedModel model, CancellationToken cancellationToken) =>
        scheme.Context.Engine.Execute(
            $"""
            insert into scores.segment_assignments
            select
                {SqlText.Literal(scheme.Name)} as scheme,
                kmeans_rows.customer_id,
                'scored' as state,
                codes.segment_code,
                nearest.distance as score,
                cast(null as string) as score_detail,
                next_codes.segment_code as next_segment_code,
                case when nearest.next_cluster >= 0 then nearest.next_distance - nearest.distance end as distance_to_next,
                case
                    when nearest.next_cluster < 0 then 1e0
                    when nearest.next_distance = 0 then 0e0
                    else 1e0 - nearest.distance / nearest.next_distance
                end as confidence,
                :model_version as model_version
            from scores.kmeans_nearest as nearest
            inner join scores.kmeans_rows
                on kmeans_rows.row_index = nearest.row_index
            inner join scores.kmeans_codes as codes
                on codes.cluster = nearest.cluster
            left join scores.kmeans_codes as next_codes
                on next_codes.cluster = nearest.next_cluster
            """,
            $"scheme {scheme.Name}",
            new Dictionary<string, object?> { ["model_version"] = model.ModelVersion },
            cancellationToken);

    private static void InsertStates(SchemeRun scheme, FittedModel model, CancellationToken cancellationToken) =>
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
            from scores.kmeans_customers
            where state <> 'scored'
            """,
            $"scheme {scheme.Name}",
            new Dictionary<string, object?> { ["model_version"] = model.ModelVersion },
            cancellationToken);
}
