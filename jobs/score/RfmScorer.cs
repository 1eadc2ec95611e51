using System.Text.Json;
using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>Recency, frequency, monetary value: five scores each, cut at quintiles or at fixed thresholds.</summary>
/// <remarks>A score is a cut, not a rank: equal values always get one score, however rows are ordered. Quintile cut points
/// are the smallest values at which the cumulative share of scored customers reaches 20, 40, 60 and 80 %.</remarks>
internal sealed class RfmScorer : ISchemeScorer
{
    private static readonly SegmentConfig[] BuiltIn =
    [
        new() { Code = "CHAMPIONS", Label = "Champions", When = "r >= 4 and f >= 4 and m >= 4", Description = "Bought recently, often and much." },
        new() { Code = "LOYAL", Label = "Loyal", When = "r >= 3 and f >= 4", Description = "Buy often and are still here." },
        new() { Code = "BIG_BASKETS", Label = "Big baskets", When = "r >= 3 and m >= 4", Description = "Buy seldom but much, and are still here." },
        new() { Code = "PROMISING", Label = "Promising", When = "r >= 4", Description = "Bought recently, not yet often or much." },
        new() { Code = "STEADY", Label = "Steady", When = "r = 3", Description = "Neither recent nor gone, smaller customers." },
        new() { Code = "CANNOT_LOSE", Label = "Cannot lose", When = "f >= 4 and m >= 4", Description = "Were among the best, and have gone silent." },
        new() { Code = "AT_RISK", Label = "At risk", When = "f >= 3 or m >= 3", Description = "Were good customers, and have gone silent." },
        new() { Code = "HIBERNATING", Label = "Hibernating", Description = "Bought little, long ago." },
    ];

    public SchemeOutcome Score(SchemeRun scheme, CancellationToken cancellationToken)
    {
        RfmConfig rfm = scheme.Config.Rfm;
        DuckDbEngine engine = scheme.Context.Engine;
        engine.Execute(
            $"create or replace table scores.rfm_customers as {SegmentStates.CustomersWithState(scheme.Config.States)}",
            $"scheme {scheme.Name}", null, cancellationToken);

        RfmCutPoints cuts = rfm.Cuts is { } fixedCuts
            ? new RfmCutPoints([.. fixedCuts.Recency], [.. fixedCuts.Frequency], [.. fixedCuts.Monetary])
            : new RfmCutPoints(
                Quintiles(engine, rfm.Recency, cancellationToken),
                Quintiles(engine, rfm.Frequency, cancellationToken),
                Quintiles(engine, rfm.Monetary, cancellationToken));
        var model = scheme.Model(JsonSerializer.Serialize(cuts));

        IReadOnlyList<SegmentConfig> segments = SegmentsOf(scheme.Config);
        engine.Execute(
            InsertStatement(scheme.Name, rfm, cuts, segments),
            $"scheme {scheme.Name}",
            new Dictionary<string, object?> { ["model_version"] = model.ModelVersion },
            cancellationToken);
        engine.Execute("drop table scores.rfm_customers", $"scheme {scheme.Name}", null, cancellationToken);

        return new SchemeOutcome(
            model,
            rfm.Cuts is null,
            [.. segments.Select(segment => new SegmentDefinition(segment.Code, segment.Label, segment.Description, segment.Parent))],
            rfm.Cuts is null ? "quintiles of the scored customers" : "fixed thresholds");
    }

    /// <summary>The scheme's own segments, or the built-in ones.</summary>
    public static IReadOnlyList<SegmentConfig> SegmentsOf(SchemeConfig scheme) => scheme.Segments.Count > 0 ? scheme.Segments : BuiltIn;

    /// <summary>The four cut points of a feature: the smallest value at which the cumulative share reaches each fifth.</summary>
    private static decimal[] Quintiles(DuckDbEngine engine, string feature, CancellationToken cancellationToken)
    {
        string sql = $"""
            with value_counts as (
                select
                    cast({feature} as decimal(28,6)) as value,
                    count(*) as customers
                from scores.rfm_customers
                where state = 'scored' and {feature} is not null
                group by cast({feature} as decimal(28,6))
            ),
            value_counts_running as (
                select
                    value,
                    sum(customers) over (order by value rows between unbounded preceding and current row) as customers_up_to,
                    sum(customers) over () as customers_total
                from value_counts
            )
            select
                min(case when customers_up_to * 5 >= customers_total then value end) as q1,
                min(case when customers_up_to * 5 >= customers_total * 2 then value end) as q2,
                min(case when customers_up_to * 5 >= customers_total * 3 then value end) as q3,
                min(case when customers_up_to * 5 >= customers_total * 4 then value end) as q4
            from value_counts_running
            """;
        return engine.Query(
            sql,
            $"quintiles of {feature}",
            row => row.IsDBNull(0) ? new decimal[4] : [row.GetDecimal(0), row.GetDecimal(1), row.GetDecimal(2), row.GetDecimal(3)],
            null,
            cancellationToken)[0];
    }

    private static string InsertStatement(string scheme, RfmConfig rfm, RfmCutPoints cuts, IReadOnlyList<SegmentConfig> segments) =>
        $"""
        insert into scores.segment_assignments
        with customers_cut as (
            select
                *,
                6 - ({Bucket(rfm.Recency, cuts.Recency)}) as r,
                {Bucket(rfm.Frequency, cuts.Frequency)} as f,
                {Bucket(rfm.Monetary, cuts.Monetary)} as m
            from scores.rfm_customers
        ),
        customers_matched as (
            select
                customer_id,
                case when state = 'scored' and {RuleSql.NoneApplies(segments)} then 'unmatched' else state end as state,
                {RuleSql.FirstThatApplies(segments)} as code,
                r,
                f,
                m
            from customers_cut
        )
        select
            {SqlText.Literal(scheme)} as scheme,
            customer_id,
            state,
            {SegmentStates.CodeExpression("code")} as segment_code,
            case when state in ('scored', 'unmatched') then cast(r + f + m as double) end as score,
            case when state in ('scored', 'unmatched') then
                'r' || cast(r as string) || ' f' || cast(f as string) || ' m' || cast(m as string)
            end as score_detail,
            cast(null as string) as next_segment_code,
            cast(null as double) as distance_to_next,
            cast(null as double) as confidence,
            :model_version as model_version
        from customers_matched
        """;

    /// <summary>1 up to and including the first cut, 5 above the last. A missing value is 1.</summary>
    private static string Bucket(string feature, IReadOnlyList<decimal> cuts) =>
        "1 + " + string.Join(" + ", cuts.Select(cut => $"case when {feature} > {SqlText.Literal(cut)} then 1 else 0 end"));
}

/// <summary>Cut points of a fitted RFM scheme, four per measure.</summary>
internal sealed record RfmCutPoints(decimal[] Recency, decimal[] Frequency, decimal[] Monetary);
