using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Report;

/// <summary>Reads a night's story from its publication.</summary>
/// <param name="engine">The publication, open for reading.</param>
internal sealed class NightReading(DuckDbEngine engine)
{
    /// <summary>Numbers that say most of a customer, in the order in which they are shown.</summary>
    private static readonly string[] Told =
    [
        "recency_days", "tenure_days", "order_count", "net_spend_amount", "spend_365d_amount", "average_order_amount", "interval_mean_days", "product_count",
        "category_count", "discount_share", "return_rate", "weekend_share", "margin_amount",
    ];

    private static readonly string[] Drawn = ["recency_days", "order_count", "net_spend_amount", "average_order_amount"];

    public IReadOnlyList<SegmentPoint> Segments(CancellationToken cancellationToken) => engine.Query(
        """
        select
            kpis.scheme,
            kpis.segment_code,
            coalesce(max(dim_segment.segment_label), ''),
            coalesce(max(dim_segment.state), '') = 'scored',
            kpis.snapshot_date,
            cast(coalesce(max(kpis.value) filter (where kpis.metric = 'customer_count'), 0) as bigint) as customer_count,
            cast(coalesce(max(kpis.value) filter (where kpis.metric = 'net_spend_amount'), 0) as decimal(28, 2))
        from publish.segment_kpis as kpis
        left join publish.dim_segment
            on dim_segment.scheme = kpis.scheme
            and dim_segment.segment_code = kpis.segment_code
        group by kpis.scheme, kpis.segment_code, kpis.snapshot_date
        order by kpis.scheme, min(dim_segment.position), kpis.segment_code, kpis.snapshot_date
        """,
        "segments of a night",
        row => new SegmentPoint(row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetFieldValue<DateOnly>(4), row.GetInt64(5), row.GetDecimal(6)),
        null, cancellationToken);

    public IReadOnlyList<NightFlow> Flows(DateOnly snapshotDate, CancellationToken cancellationToken) => engine.Query(
        """
        select scheme, from_segment_code, to_segment_code, is_move, customer_count, cast(net_spend_amount as decimal(28, 2))
        from publish.segment_migration
        where to_snapshot_date = :snapshot_date
        order by scheme, is_move desc, customer_count desc, from_segment_code, to_segment_code
        """,
        "moves of a night",
        row => new NightFlow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetInt64(4), row.GetDecimal(5)),
        new Dictionary<string, object?> { ["snapshot_date"] = snapshotDate }, cancellationToken);

    /// <summary>The snapshot before; null when this is the first.</summary>
    public DateOnly? Before(DateOnly snapshotDate, CancellationToken cancellationToken) => engine.Query(
        "select max(snapshot_date) from publish.segment_kpis where snapshot_date < :snapshot_date", "the snapshot before",
        row => row.IsDBNull(0) ? (DateOnly?)null : row.GetFieldValue<DateOnly>(0),
        new Dictionary<string, object?> { ["snapshot_date"] = snapshotDate }, cancellationToken)[0];

    /// <summary>Means by segment, of the features that this publication has.</summary>
    public IReadOnlyList<FeatureMean> Profiles(CancellationToken cancellationToken)
    {
        string[] features = Present(Told, cancellationToken);
        string means = string.Join(", ", features.Select((feature, place) => $"avg(cast(features.{feature} as double)) as m{place}"));
        string all = string.Join(", ", features.Select((feature, place) => $"avg(cast({feature} as double)) as a{place}, stddev_pop(cast({feature} as double)) as s{place}"));
        string values = string.Join(", ", features.Select((_, place) => $"m{place}, (m{place} - a{place}) / nullif(s{place}, 0)"));
        return
        [
            .. engine.Query(
                $"""
                with everybody as (select {all} from publish.customer_features),
                segments as (
                    select tags.scheme, tags.segment_code, {means}
                    from publish.customer_segments as tags
                    inner join publish.customer_features as features on features.customer_id = tags.customer_id
                    where tags.state = 'scored'
                    group by tags.scheme, tags.segment_code
                )
                select scheme, segment_code, {values} from segments cross join everybody order by scheme, segment_code
                """,
                "profiles of a night",
                row => features.Index().Where(item => !row.IsDBNull(2 + (2 * item.Index)) && !row.IsDBNull(3 + (2 * item.Index)))
                    .Select(item => new FeatureMean(row.GetString(0), row.GetString(1), item.Item, row.GetDouble(2 + (2 * item.Index)), row.GetDouble(3 + (2 * item.Index)))).ToArray(),
                null, cancellationToken).SelectMany(row => row),
        ];
    }

    /// <summary>Customers by value, in twenty steps between the first and the ninety-ninth percentile.</summary>
    public IReadOnlyList<FeatureBin> Bins(CancellationToken cancellationToken) =>
        [.. Present(Drawn, cancellationToken).SelectMany(feature => Bins(feature, cancellationToken))];

    public IReadOnlyList<WaterfallStep> Waterfall(DateOnly snapshotDate, CancellationToken cancellationToken) =>
    [
        .. engine.Query(
            """
            select
                currency,
                max(upstream_value) filter (where hop = 1),
                max(upstream_value) filter (where hop = 3),
                max(upstream_value) filter (where hop = 2),
                max(upstream_value) filter (where hop = 6),
                max(downstream_value) filter (where hop = 7)
            from publish.finance_reconciliation
            where snapshot_date = :snapshot_date and measure = 'amount' and currency <> ''
            group by currency
            order by currency
            """,
            "from source to tags",
            row => Steps(row.GetString(0), [.. Enumerable.Range(1, 5).Select(column => row.IsDBNull(column) ? 0 : row.GetDecimal(column))]),
            new Dictionary<string, object?> { ["snapshot_date"] = snapshotDate }, cancellationToken).SelectMany(steps => steps),
    ];

    public long UntiedCount(DateOnly snapshotDate, CancellationToken cancellationToken) => engine.Scalar<long>(
        "select count(*) from publish.finance_reconciliation where snapshot_date = :snapshot_date and not is_tied", "sums that do not tie",
        new Dictionary<string, object?> { ["snapshot_date"] = snapshotDate }, cancellationToken);

    /// <summary>What is left out between two totals is the difference of what was counted there.</summary>
    private static WaterfallStep[] Steps(string currency, decimal[] at)
    {
        (decimal source, decimal quarantined, decimal accepted, decimal known, decimal tagged) = (at[0], at[1], at[2], at[3], at[4]);
        return
        [
            new(currency, "in the files", source, true),
            new(currency, "quarantined", -quarantined, false),
            new(currency, "excluded or twice", accepted + quarantined - source, false),
            new(currency, "raw", accepted, true),
            new(currency, "not yet known", known - accepted, false),
            new(currency, "in no mart", tagged - known, false),
            new(currency, "in segments", tagged, true),
        ];
    }

    private IReadOnlyList<FeatureBin> Bins(string feature, CancellationToken cancellationToken) => engine.Query(
        $"""
        with numbers as (select cast({feature} as double) as value from publish.customer_features where {feature} is not null),
        ends as (select quantile_cont(value, 0.01) as low, quantile_cont(value, 0.99) as high from numbers),
        placed as (
            select low, high, least(19, greatest(0, cast(floor(20 * (value - low) / nullif(high - low, 0)) as integer))) as place
            from numbers cross join ends
        )
        select low + place * (high - low) / 20, low + (place + 1) * (high - low) / 20, count(*)
        from placed
        where place is not null
        group by low, high, place
        order by place
        """,
        "distribution of a feature", row => new FeatureBin(feature, row.GetDouble(0), row.GetDouble(1), row.GetInt64(2)), null, cancellationToken);

    private string[] Present(string[] features, CancellationToken cancellationToken)
    {
        HashSet<string> there = [.. engine.Query("describe publish.customer_features", "features", row => row.GetString(0), null, cancellationToken)];
        return [.. features.Where(there.Contains)];
    }
}
