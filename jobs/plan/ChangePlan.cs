using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Plan;

/// <summary>A segment's size now and after the publish that is planned.</summary>
public sealed record SegmentChange(
    string Scheme, string SegmentCode, string SegmentLabel, long CustomersNow, long CustomersNext, decimal NetSpendNext);

/// <summary>Customers who go from one segment to another.</summary>
public sealed record SegmentMove(string Scheme, string FromCode, string ToCode, long Customers, decimal NetSpend);

/// <summary>What the next publish would change, before it does.</summary>
/// <param name="SnapshotDate">The snapshot that would be published.</param>
/// <param name="LiveSnapshotDate">The snapshot that is published now, if any.</param>
/// <param name="Segments">Segment sizes.</param>
/// <param name="Moves">Who moves, and how much revenue moves with them.</param>
public sealed record ChangePlan(
    DateOnly SnapshotDate, DateOnly? LiveSnapshotDate, IReadOnlyList<SegmentChange> Segments, IReadOnlyList<SegmentMove> Moves)
{
    /// <summary>Compares tonight's tags with the published ones.</summary>
    public static ChangePlan Compute(JobContext context, DateOnly? liveSnapshotDate, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = context.Engine;
        IReadOnlyList<SegmentChange> segments = engine.Query(
            """
            with tags_next as (
                select
                    segment_assignments.scheme,
                    segment_assignments.segment_code,
                    count(*) as customers,
                    sum(customer_features.net_spend_amount) as net_spend_amount
                from scores.segment_assignments
                inner join mart.customer_features
                    on customer_features.customer_id = segment_assignments.customer_id
                group by segment_assignments.scheme, segment_assignments.segment_code
            ),
            tags_now as (
                select customer_segments.scheme, customer_segments.segment_code, count(*) as customers
                from previous.customer_segments
                inner join config.schemes
                    on schemes.scheme = customer_segments.scheme
                group by customer_segments.scheme, customer_segments.segment_code
            )
            select
                coalesce(tags_next.scheme, tags_now.scheme) as scheme,
                coalesce(tags_next.segment_code, tags_now.segment_code) as segment_code,
                coalesce(segments.segment_label, '') as segment_label,
                cast(coalesce(tags_now.customers, 0) as bigint) as customers_now,
                cast(coalesce(tags_next.customers, 0) as bigint) as customers_next,
                cast(coalesce(tags_next.net_spend_amount, 0) as decimal(28,4)) as net_spend_next
            from tags_next
            full outer join tags_now
                on tags_now.scheme = tags_next.scheme
                and tags_now.segment_code = tags_next.segment_code
            left join config.segments
                on segments.scheme = coalesce(tags_next.scheme, tags_now.scheme)
                and segments.segment_code = coalesce(tags_next.segment_code, tags_now.segment_code)
            order by scheme, coalesce(segments.position, 1000), segment_code
            """,
            "what would change",
            row => new SegmentChange(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetDecimal(5)),
            null, cancellationToken);

        IReadOnlyList<SegmentMove> moves = engine.Query(
            """
            select
                coalesce(segment_assignments.scheme, customer_segments.scheme) as scheme,
                coalesce(customer_segments.segment_code, '(entered)') as from_code,
                coalesce(segment_assignments.segment_code, '(left)') as to_code,
                count(*) as customers,
                cast(coalesce(sum(customer_features.net_spend_amount), 0) as decimal(28,4)) as net_spend_amount
            from scores.segment_assignments
            full outer join (
                select customer_segments.scheme, customer_segments.customer_id, customer_segments.segment_code
                from previous.customer_segments
                inner join config.schemes
                    on schemes.scheme = customer_segments.scheme
            ) as customer_segments
                on customer_segments.scheme = segment_assignments.scheme
                and customer_segments.customer_id = segment_assignments.customer_id
            left join mart.customer_features
                on customer_features.customer_id = coalesce(segment_assignments.customer_id, customer_segments.customer_id)
            where segment_assignments.segment_code is distinct from customer_segments.segment_code
            group by all
            order by scheme, customers desc, from_code, to_code
            """,
            "who would move",
            row => new SegmentMove(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetDecimal(4)),
            null, cancellationToken);
        return new ChangePlan(context.Run.SnapshotDate, liveSnapshotDate, segments, moves);
    }

    /// <summary>Why this publish must wait for a person: more customers move than thresholds.moved_share allows.</summary>
    /// <returns>The reason in words, naming the first scheme that moves too much; null when none does.</returns>
    public string? ReasonToHold(RunContext run)
    {
        if (run.Config.Thresholds.MovedShare is not { } largest)
        {
            return null;
        }

        foreach (IGrouping<string, SegmentChange> scheme in Segments.GroupBy(segment => segment.Scheme))
        {
            long customers = scheme.Sum(segment => segment.CustomersNow);
            long moved = Moves.Where(move => move.Scheme == scheme.Key && move.FromCode != "(entered)").Sum(move => move.Customers);
            if (customers > 0 && moved > largest * customers)
            {
                return $"Scheme {scheme.Key}: {moved:N0} of {customers:N0} customers ({(double)moved / customers:P1}) would change their segment on {SnapshotDate:yyyy-MM-dd}; thresholds.moved_share allows {largest:P1}. The published tables are unchanged; the night waits as a candidate. Look at 'segbatch plan', then let readers see it with 'segbatch publish --run {run.RunId}', or raise the threshold.";
            }
        }

        return null;
    }
}
