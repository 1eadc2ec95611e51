using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>Tiers by value: cut when there are no cut points of this definition or they have grown old, otherwise only scored.</summary>
/// <remarks>Customers in whom the measure is missing or not finite are unmatched: they have no value, which is not the same as a low one.</remarks>
internal sealed class ValueTierScorer : ISchemeScorer
{
    public SchemeOutcome Score(SchemeRun scheme, CancellationToken cancellationToken)
    {
        ValueTierConfig config = scheme.Config.ValueTier;
        string measure = $"cast({SqlText.Identifier(config.Measure)} as double)";
        scheme.Context.Engine.Execute(
            $"""
            create or replace table scores.tier_customers as
            select
                customer_id,
                case when state = 'scored' and ({measure} is null or not isfinite({measure})) then 'unmatched' else state end as state,
                {measure} as value
            from ({SegmentStates.CustomersWithState(scheme.Config.States)}) as customers
            """,
            $"scheme {scheme.Name}", null, cancellationToken);

        double[] values = [.. scheme.Context.Engine.Query(
            "select value from scores.tier_customers where state = 'scored' order by value desc",
            $"values of scheme {scheme.Name}", row => row.GetDouble(0), null, cancellationToken)];
        FittedModel? kept = scheme.KeptModel();
        if (kept is null && values.Length == 0)
        {
            Insert(scheme, [], scheme.Model("{}").ModelVersion, cancellationToken);
            return new SchemeOutcome(scheme.Model("{}"), false, [], "nobody can be scored yet; nothing was cut");
        }

        ValueTierModel? earlier = kept is null ? null : ValueTierModel.Read(kept.Body);
        ValueTierModel model = earlier is null || (IsTooOld(kept!, scheme) && values.Length > 0) ? Cut(scheme, values) : earlier;
        bool isNewFit = earlier is null || !model.LowerBounds.AsSpan().SequenceEqual(earlier.LowerBounds);
        FittedModel fitted = isNewFit
            ? scheme.Model(model.Write()) with { Evidence = model.Evidence(scheme, values).Write() }
            : kept!;
        Insert(scheme, model.LowerBounds, fitted.ModelVersion, cancellationToken);
        return new SchemeOutcome(
            fitted, isNewFit, scheme.Named(ValueTierWords.Segments(config, model.LowerBounds)),
            isNewFit ? $"cut {model.LowerBounds.Length + 1} tiers on {values.Length:N0} customers" : $"scored with the cut points of {fitted.SnapshotDate:yyyy-MM-dd}");
    }

    /// <summary>Bounds are given, so they never grow old.</summary>
    private static bool IsTooOld(FittedModel kept, SchemeRun scheme) =>
        scheme.Config.ValueTier.By != ValueTierBasis.Bounds && scheme.IsTooOld(kept, scheme.Config.ValueTier.RefitDays);

    private static ValueTierModel Cut(SchemeRun scheme, double[] values)
    {
        try
        {
            return ValueTierModel.Cut(scheme.Config.ValueTier, values);
        }
        catch (ArgumentException error)
        {
            throw new RunRefusedException(
                $"Scheme {scheme.Name} cannot be cut on {scheme.Context.Run.SnapshotDate:yyyy-MM-dd}: {error.Message} The published tables are unchanged. Change schemes.{scheme.Name}.value_tier in segmentation.yml.", error);
        }
    }

    /// <summary>The tier whose end is nearest is next: the one above from below its bound, the one below from its own bound.</summary>
    private static void Insert(SchemeRun scheme, double[] lowerBounds, string modelVersion, CancellationToken cancellationToken)
    {
        scheme.Context.Engine.Execute(
            $"""
            insert into scores.segment_assignments
            with customers_measured as (
                select
                    *,
                    {ByTier(lowerBounds, tier => SqlText.Literal(Code(tier)))} as code,
                    {ByTier(lowerBounds, tier => Above(lowerBounds, tier) is { } above ? $"{SqlText.Literal(lowerBounds[above])} - value" : "cast(null as double)")} as distance_up,
                    {ByTier(lowerBounds, tier => Above(lowerBounds, tier) is { } above ? SqlText.Literal(Code(above)) : "cast(null as string)")} as code_above,
                    {ByTier(lowerBounds, tier => Below(lowerBounds, tier) is null ? "cast(null as double)" : $"value - {SqlText.Literal(lowerBounds[tier])}")} as distance_down,
                    {ByTier(lowerBounds, tier => Below(lowerBounds, tier) is { } below ? SqlText.Literal(Code(below)) : "cast(null as string)")} as code_below
                from scores.tier_customers
            ),
            neighbours_compared as (
                select
                    *,
                    case when distance_down is null then true when distance_up is null then false else distance_up <= distance_down end as is_up
                from customers_measured
            )
            select
                {SqlText.Literal(scheme.Name)} as scheme,
                customer_id,
                state,
                {SegmentStates.CodeExpression("code")} as segment_code,
                case when state = 'scored' then value end as score,
                cast(null as string) as score_detail,
                case when state = 'scored' then case when is_up then code_above else code_below end end as next_segment_code,
                case when state = 'scored' then case when is_up then distance_up else distance_down end end as distance_to_next,
                cast(null as double) as confidence,
                :model_version as model_version
            from neighbours_compared
            """,
            $"scheme {scheme.Name}",
            new Dictionary<string, object?> { ["model_version"] = modelVersion },
            cancellationToken);
        scheme.Context.Engine.Execute("drop table scores.tier_customers", $"scheme {scheme.Name}", null, cancellationToken);
    }

    private static string Code(int tier) => $"TIER_{tier + 1}";

    /// <summary>Repeated bounds leave a tier empty; the next one is then beyond it.</summary>
    private static int? Above(double[] lowerBounds, int tier) =>
        tier == 0 ? null : Array.FindIndex(lowerBounds, bound => bound <= lowerBounds[tier - 1]);

    private static int? Below(double[] lowerBounds, int tier)
    {
        if (tier >= lowerBounds.Length)
        {
            return null;
        }

        int below = Array.FindIndex(lowerBounds, bound => bound < lowerBounds[tier]);
        return below < 0 ? lowerBounds.Length : below;
    }

    private static string ByTier(double[] lowerBounds, Func<int, string> value)
    {
        string whens = string.Concat(lowerBounds.Select((bound, tier) => $" when value >= {SqlText.Literal(bound)} then {value(tier)}"));
        return lowerBounds.Length == 0 ? value(0) : $"case{whens} else {value(lowerBounds.Length)} end";
    }
}
