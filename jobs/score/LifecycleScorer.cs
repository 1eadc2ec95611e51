using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>Where a customer stands in their life with the company, by days of silence or by their own purchase rhythm.</summary>
internal sealed class LifecycleScorer : ISchemeScorer
{
    private static readonly SegmentDefinition[] BuiltIn =
    [
        new("NEW", "New", "Bought for the first time only recently.", null),
        new("RETURNING", "Returning", "Back after a long silence.", null),
        new("ACTIVE", "Active", "Buys as usual.", null),
        new("AT_RISK", "At risk", "Silent for longer than usual.", null),
        new("DORMANT", "Dormant", "Silent for a long time.", null),
        new("LOST", "Lost", "Silent for so long that a return is not expected.", null),
    ];

    public SchemeOutcome Score(SchemeRun scheme, CancellationToken cancellationToken)
    {
        LifecycleConfig windows = scheme.Config.Lifecycle;
        string insert = $"""
            insert into scores.segment_assignments
            with customers as (
            {SegmentStates.CustomersWithState(scheme.Config.States)}
            ),
            customers_timed as (
                select
                    customer_id,
                    state,
                    tenure_days,
                    recency_days,
                    last_gap_days,
                    {SilenceExpression(windows)} as silence
                from customers
            ),
            customers_placed as (
                select
                    customer_id,
                    state,
                    silence,
                    case
                        when tenure_days < {windows.NewDays} then 'NEW'
                        when silence < 1 and last_gap_days >= {windows.ReturnGapDays} then 'RETURNING'
                        when silence < 1 then 'ACTIVE'
                        when silence < 2 then 'AT_RISK'
                        when silence < 3 then 'DORMANT'
                        else 'LOST'
                    end as code
                from customers_timed
            )
            select
                {SqlText.Literal(scheme.Name)} as scheme,
                customer_id,
                state,
                {SegmentStates.CodeExpression("code")} as segment_code,
                case when state = 'scored' then silence end as score,
                cast(null as string) as score_detail,
                case when state = 'scored' then
                    case code
                        when 'NEW' then 'ACTIVE'
                        when 'RETURNING' then 'AT_RISK'
                        when 'ACTIVE' then 'AT_RISK'
                        when 'AT_RISK' then 'DORMANT'
                        when 'DORMANT' then 'LOST'
                    end
                end as next_segment_code,
                case when state = 'scored' and silence < 3 then
                    floor(silence) + 1 - silence
                end as distance_to_next,
                cast(null as double) as confidence,
                :model_version as model_version
            from customers_placed
            """;
        var model = scheme.Model("{}");
        scheme.Context.Engine.Execute(
            insert, $"scheme {scheme.Name}", new Dictionary<string, object?> { ["model_version"] = model.ModelVersion }, cancellationToken);
        string by = windows.Rhythm is null ? "days" : "own rhythm where known";
        return new SchemeOutcome(model, false, scheme.Named(BuiltIn), $"silence in {by}");
    }

    /// <summary>Silence on one scale: below 1 active, below 2 at risk, below 3 dormant, then lost; linear in between.</summary>
    private static string SilenceExpression(LifecycleConfig windows)
    {
        string byDays = Scale("cast(recency_days as double)", windows.ActiveDays, windows.AtRiskDays, windows.DormantDays);
        if (windows.Rhythm is not { } rhythm)
        {
            return byDays;
        }

        // Two intervals are the least from which a rhythm can be told.
        string byRhythm = Scale("recency_days / interval_mean_days", rhythm.Active, rhythm.AtRisk, rhythm.Dormant);
        return $"case when repeat_order_count >= 2 and interval_mean_days > 0 then {byRhythm} else {byDays} end";
    }

    private static string Scale(string value, double first, double second, double third) =>
        $"""
        case
            when {value} < {Number(first)} then {value} / {Number(first)}
            when {value} < {Number(second)} then 1 + ({value} - {Number(first)}) / {Number(second - first)}
            when {value} < {Number(third)} then 2 + ({value} - {Number(second)}) / {Number(third - second)}
            else 3e0
        end
        """;

    private static string Number(double value) => SqlText.Literal(value);
}
