using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>Ordered conditions: a customer belongs to the first segment whose condition holds.</summary>
internal sealed class RulesScorer : ISchemeScorer
{
    public SchemeOutcome Score(SchemeRun scheme, CancellationToken cancellationToken)
    {
        string insert = $"""
            insert into scores.segment_assignments
            with customers as (
            {SegmentStates.CustomersWithState(scheme.Config.States)}
            ),
            customers_matched as (
                select
                    customer_id,
                    case when state = 'scored' and {RuleSql.NoneApplies(scheme.Config.Segments)} then 'unmatched' else state end as state,
                    {RuleSql.FirstThatApplies(scheme.Config.Segments)} as code
                from customers
            )
            select
                {SqlText.Literal(scheme.Name)} as scheme,
                customer_id,
                state,
                {SegmentStates.CodeExpression("code")} as segment_code,
                cast(null as double) as score,
                cast(null as string) as score_detail,
                cast(null as string) as next_segment_code,
                cast(null as double) as distance_to_next,
                cast(null as double) as confidence,
                :model_version as model_version
            from customers_matched
            """;
        var model = scheme.Model("{}");
        scheme.Context.Engine.Execute(
            insert, $"scheme {scheme.Name}", new Dictionary<string, object?> { ["model_version"] = model.ModelVersion }, cancellationToken);
        IReadOnlyList<SegmentDefinition> segments =
            [.. scheme.Config.Segments.Select(segment => new SegmentDefinition(segment.Code, segment.Label, segment.Description, segment.Parent))];
        return new SchemeOutcome(model, false, segments, $"{segments.Count} rules");
    }
}

/// <summary>SQL of ordered conditions.</summary>
internal static class RuleSql
{
    /// <summary>The code of the first segment whose condition holds; null if none does.</summary>
    public static string FirstThatApplies(IReadOnlyList<SegmentConfig> segments)
    {
        var sql = new StringBuilder("case");
        foreach (SegmentConfig segment in segments)
        {
            sql.Append($" when {Condition(segment)} then {SqlText.Literal(segment.Code)}");
        }

        return sql.Append(" end").ToString();
    }

    /// <summary>Whether no condition holds. A condition that is null, because a feature is missing, does not hold.</summary>
    public static string NoneApplies(IReadOnlyList<SegmentConfig> segments) =>
        $"({FirstThatApplies(segments)}) is null";

    // On a line of its own, so that a comment at the end of a condition cannot swallow what follows.
    private static string Condition(SegmentConfig segment) => segment.When is null ? "true" : $"(\n{segment.When}\n)";
}
