using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>Segments of needs: customers who answered the survey get the cluster of their answers, others the one that a typing
/// tool predicts from what they do, and whoever cannot be predicted is untyped, never silently in a segment.</summary>
internal sealed class NeedsScorer : ISchemeScorer
{
    private const string Answered = "answered";
    private const string Typed = "typed";

    public SchemeOutcome Score(SchemeRun scheme, CancellationToken cancellationToken)
    {
        NeedsAnswers.Create(scheme, cancellationToken);
        FittedModel? kept = scheme.KeptModel();
        NeedsModel? earlier = kept is null ? null : NeedsModel.Read(kept.Body);
        (NeedsFacts? fit, int answeredCount) = earlier is null || scheme.IsTooOld(kept!, scheme.Config.Needs.RefitDays) ? Fit(scheme, earlier, cancellationToken) : (null, 0);
        if (fit is null && earlier is null)
        {
            return NobodyTyped(scheme, answeredCount, cancellationToken);
        }

        // A new fit that found the same is the model that there was.
        bool isNewFit = fit is not null && (earlier is null || earlier.DiffersFrom(fit.Model));
        (NeedsModel model, FittedModel fitted) = isNewFit ? Reported(scheme, fit!, cancellationToken) : (earlier!, kept!);
        string counts = Write(scheme, model, cancellationToken);
        Insert(scheme, fitted.ModelVersion, cancellationToken);
        ClusterScorer.InsertStates(scheme, fitted, cancellationToken);
        string how = isNewFit
            ? $"fitted {model.Factors.FactorCount} factors and k = {model.Clusters.ClusterCount} on {model.Clusters.FittedRowCount:N0} customers who answered"
            : $"scored with the model of {fitted.SnapshotDate:yyyy-MM-dd}{(fit is null && answeredCount > 0 ? $", since only {answeredCount:N0} customers answered" : "")}";
        return new SchemeOutcome(fitted, isNewFit, model.Clusters.Segments(scheme.Config.Segments), $"{how}; {counts}");
    }

    /// <summary>Fits, if enough customers answered; else says how many did.</summary>
    private static (NeedsFacts? Fit, int AnsweredCount) Fit(SchemeRun scheme, NeedsModel? earlier, CancellationToken cancellationToken)
    {
        NeedsData data = NeedsAnswers.Read(scheme, NeedsAnswers.Questions(scheme, cancellationToken), cancellationToken);
        return data.RowCount < scheme.Config.Needs.FewestAnswered
            ? (null, data.RowCount)
            : (NeedsFitting.Fit(scheme, data, earlier, ClusterScorer.RetiredCodes(scheme, cancellationToken), cancellationToken), data.RowCount);
    }

    private static (NeedsModel Model, FittedModel Fitted) Reported(SchemeRun scheme, NeedsFacts fit, CancellationToken cancellationToken)
    {
        NeedsReport report = NeedsReport.Of(fit, cancellationToken);
        return (report.Model, scheme.Model(report.Model.Write()) with { Evidence = report.Evidence.Write() });
    }

    private static SchemeOutcome NobodyTyped(SchemeRun scheme, int answeredCount, CancellationToken cancellationToken)
    {
        FittedModel none = scheme.Model("{}");
        scheme.Context.Engine.Execute(
            "update scores.cluster_customers set state = 'untyped' where state = 'scored'", $"scheme {scheme.Name}", null, cancellationToken);
        ClusterScorer.InsertStates(scheme, none, cancellationToken);
        return new SchemeOutcome(
            none, false, [],
            $"only {answeredCount:N0} customers answered survey {scheme.Config.Needs.Survey} and fewest_answered is {scheme.Config.Needs.FewestAnswered:N0}; no model was fitted and everybody is untyped");
    }

    /// <summary>Places every customer in scores.needs_places.</summary>
    /// <returns>How many of each kind, for the summary.</returns>
    private static string Write(SchemeRun scheme, NeedsModel model, CancellationToken cancellationToken)
    {
        NeedsData answered = NeedsAnswers.Read(scheme, model.Questions, cancellationToken);
        scheme.Context.Engine.Execute(
            "create or replace table scores.needs_places (detail string, row_index int, state string, segment_code string, next_segment_code string, distance double, next_distance double, probability double)",
            $"scheme {scheme.Name}", null, cancellationToken);
        Place[] own = [.. Own(scheme, model, answered, cancellationToken)];
        Place[] others = [.. Others(scheme, model, cancellationToken)];
        scheme.Context.Engine.Append("scores.needs_places", own.Concat(others), (row, place) => row
            .AppendValue(place.Detail).AppendValue(place.Row).AppendValue(place.State).AppendValue(place.Code).AppendValue(place.NextCode)
            .AppendValue(place.Distance).AppendValue(place.NextDistance).AppendValue(place.Probability));
        int untyped = others.Count(place => place.State == SegmentStates.Untyped);
        return $"{own.Length:N0} answered, {others.Length - untyped:N0} typed, {untyped:N0} untyped";
    }

    private static IEnumerable<Place> Own(SchemeRun scheme, NeedsModel model, NeedsData answered, CancellationToken cancellationToken)
    {
        if (answered.RowCount == 0)
        {
            return [];
        }

        ClusterPlaces places = model.Clusters.Place(
            model.FactorScores(answered.Answers), scheme.Context.Run.Config.Engine.Threads, cancellationToken);
        return Enumerable.Range(0, answered.RowCount).Select(row =>
        {
            int next = places.NextClusters[row];
            return new Place(Answered, row, SegmentStates.Scored, model.Clusters.Codes[places.Clusters[row]])
            {
                NextCode = next < 0 ? null : model.Clusters.Codes[next],
                Distance = Math.Sqrt(places.SquaredDistances[row]),
                NextDistance = next < 0 ? null : Math.Sqrt(places.NextSquaredDistances[row]),
            };
        });
    }

    private static IEnumerable<Place> Others(SchemeRun scheme, NeedsModel model, CancellationToken cancellationToken)
    {
        int count = NeedsAnswers.Count(scheme, "needs_others", cancellationToken);
        if (model.Typing is null || count == 0)
        {
            return Enumerable.Range(0, count).Select(row => new Place(null, row, SegmentStates.Untyped, "UNTYPED"));
        }

        string[] features = [.. model.TypingScaler!.Features.Select(feature => feature.Name)];
        double least = scheme.Config.Needs.Typing.LeastProbability;
        return model.Predict(NeedsAnswers.OthersBehaviour(scheme, features, cancellationToken)).Select((predicted, row) =>
        {
            string code = model.Clusters.Codes[predicted.Cluster];
            // Whoever is untyped still shows which segment comes nearest, and how likely it is.
            return predicted.Probability < least
                ? new Place(Typed, row, SegmentStates.Untyped, "UNTYPED") { NextCode = code, Probability = predicted.Probability }
                : new Place(Typed, row, SegmentStates.Scored, code) { NextCode = model.Clusters.Codes[predicted.NextCluster], Probability = predicted.Probability };
        });
    }

    private static void Insert(SchemeRun scheme, string modelVersion, CancellationToken cancellationToken) =>
        scheme.Context.Engine.Execute(
            $"""
            insert into scores.segment_assignments
            with customers_placed as (
                select
                    cluster_rows.customer_id,
                    places.*
                from scores.needs_places as places
                inner join scores.cluster_rows
                    on cluster_rows.row_index = places.row_index
                where places.detail = '{Answered}'
                union all
                select
                    needs_others.customer_id,
                    places.*
                from scores.needs_places as places
                inner join scores.needs_others
                    on needs_others.row_index = places.row_index
                where places.detail is null or places.detail = '{Typed}'
            )
            select
                {SqlText.Literal(scheme.Name)} as scheme,
                customer_id,
                state,
                segment_code,
                distance as score,
                detail as score_detail,
                next_segment_code,
                next_distance - distance as distance_to_next,
                case
                    when probability is not null then probability
                    when distance is null then null
                    when next_distance is null then 1e0
                    when next_distance = 0 then 0e0
                    else greatest(1e0 - distance / next_distance, 0e0)
                end as confidence,
                :model_version as model_version
            from customers_placed
            """,
            $"scheme {scheme.Name}",
            new Dictionary<string, object?> { ["model_version"] = modelVersion },
            cancellationToken);

    /// <summary>Where one customer is placed; distances of those who answered, a probability of those who are typed.</summary>
    private sealed record Place(string? Detail, int Row, string State, string Code)
    {
        public string? NextCode { get; init; }

        public double? Distance { get; init; }

        public double? NextDistance { get; init; }

        public double? Probability { get; init; }
    }
}
