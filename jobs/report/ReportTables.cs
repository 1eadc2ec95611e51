using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Report;

/// <summary>Reads what pages are made of. It asks the published tables only, so a page says what every reader can check.</summary>
public sealed class ReportTables(DuckDbEngine engine)
{
    /// <summary>Schemes with a fitted model, in the order in which they are published.</summary>
    public IReadOnlyList<string> FittedSchemes(CancellationToken cancellationToken) => engine.Query(
        """
        select scheme
        from dim_scheme
        where exists (select 1 from model_cards where model_cards.scheme = dim_scheme.scheme)
        order by scheme
        """,
        "fitted schemes", row => row.GetString(0), null, cancellationToken);

    /// <exception cref="RunRefusedException">The scheme is not published, or has no fitted model.</exception>
    public SchemeFacts Read(string scheme, string currency, CancellationToken cancellationToken)
    {
        var named = new Dictionary<string, object?> { ["scheme"] = scheme };
        (string Kind, string Description, string Owner, string Version, DateOnly Snapshot) head = engine.Query(
            "select kind, coalesce(description, ''), coalesce(owner, ''), model_version, snapshot_date from dim_scheme where scheme = :scheme",
            "scheme", row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateOnly>(4)), named, cancellationToken) is [var found]
            ? found
            : throw new RunRefusedException($"Scheme {scheme} is not published. No page was written. Published schemes with a fitted model: {Listed(cancellationToken)}.");
        var model = new Dictionary<string, object?> { ["scheme"] = scheme, ["model"] = head.Version };
        (DateOnly Fitted, string Card) card = engine.Query(
            "select fitted_snapshot_date, card from model_cards where scheme = :scheme and model_version = :model",
            "model card", row => (row.GetFieldValue<DateOnly>(0), row.GetString(1)), model, cancellationToken) is [var written]
            ? written
            : throw new RunRefusedException($"Scheme {scheme} is of kind {head.Kind} and has no fitted model to report on. No page was written. Published schemes with a fitted model: {Listed(cancellationToken)}.");
        (DateOnly From, DateOnly To)? dates = FlowDates(named, cancellationToken);
        return new SchemeFacts
        {
            Name = scheme,
            Kind = head.Kind,
            Description = head.Description,
            Owner = head.Owner,
            ModelVersion = head.Version,
            FittedDate = card.Fitted,
            SnapshotDate = head.Snapshot,
            Currency = currency,
            Card = card.Card,
            Segments = Segments(named, isLive: true, cancellationToken),
            RetiredSegments = Segments(named, isLive: false, cancellationToken),
            Evidence = Evidence(model, cancellationToken),
            FlowDates = dates,
            Flows = dates is null ? [] : Flows(scheme, dates.Value, cancellationToken),
            EarlierModels = EarlierModels(model, card.Fitted, cancellationToken),
        };
    }

    private string Listed(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> fitted = FittedSchemes(cancellationToken);
        return fitted.Count == 0 ? "none" : string.Join(", ", fitted);
    }

    private IReadOnlyList<SegmentFigures> Segments(Dictionary<string, object?> named, bool isLive, CancellationToken cancellationToken) => engine.Query(
        """
        select
            dim_segment.segment_code,
            coalesce(dim_segment.segment_label, ''),
            coalesce(dim_segment.segment_description, ''),
            dim_segment.state = 'scored',
            cast(coalesce(max(kpis.value) filter (where kpis.metric = 'customer_count'), 0) as bigint),
            cast(coalesce(max(kpis.value) filter (where kpis.metric = 'net_spend_amount'), 0) as decimal(28, 2))
        from dim_segment
        left join segment_kpis as kpis
            on kpis.scheme = dim_segment.scheme
            and kpis.segment_code = dim_segment.segment_code
            and kpis.snapshot_date = (select max(snapshot_date) from dim_scheme where dim_scheme.scheme = :scheme)
        where dim_segment.scheme = :scheme
            and (dim_segment.valid_to_date is null) = :is_live
        group by all
        order by min(dim_segment.position), dim_segment.segment_code
        """,
        "segments",
        row => new SegmentFigures
        {
            Code = row.GetString(0),
            Label = row.GetString(1),
            Description = row.GetString(2),
            IsScored = row.GetBoolean(3),
            CustomerCount = row.GetInt64(4),
            NetSpendAmount = row.GetDecimal(5),
        },
        new Dictionary<string, object?>(named) { ["is_live"] = isLive }, cancellationToken);

    private IReadOnlyList<EvidenceRow> Evidence(Dictionary<string, object?> model, CancellationToken cancellationToken) => engine.Query(
        """
        select topic, subject, item, value, lower_value, upper_value, threshold, coalesce(verdict, ''), coalesce(detail, '')
        from model_evidence
        where scheme = :scheme
            and model_version = :model
        order by position
        """,
        "model evidence",
        row => new EvidenceRow(
            row.GetString(0), row.GetString(1), row.GetString(2), Number(row, 3), Number(row, 4), Number(row, 5), Number(row, 6), row.GetString(7), row.GetString(8)),
        model, cancellationToken);

    private (DateOnly From, DateOnly To)? FlowDates(Dictionary<string, object?> named, CancellationToken cancellationToken) => engine.Query(
        """
        select from_snapshot_date, to_snapshot_date
        from segment_migration
        where scheme = :scheme
            and from_snapshot_date is not null
        order by to_snapshot_date desc, from_snapshot_date desc
        limit 1
        """,
        "migration", row => (row.GetFieldValue<DateOnly>(0), row.GetFieldValue<DateOnly>(1)), named, cancellationToken) is [var newest]
        ? newest
        : null;

    private IReadOnlyList<MigrationFlow> Flows(string scheme, (DateOnly From, DateOnly To) dates, CancellationToken cancellationToken) => engine.Query(
        """
        select from_segment_code, to_segment_code, is_move, customer_count, cast(net_spend_amount as decimal(28, 2))
        from segment_migration
        where scheme = :scheme
            and from_snapshot_date = :from_date
            and to_snapshot_date = :to_date
            and customer_count > 0
        order by customer_count desc, from_segment_code, to_segment_code
        """,
        "migration",
        row => new MigrationFlow(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetInt64(3), row.GetDecimal(4)),
        new Dictionary<string, object?> { ["scheme"] = scheme, ["from_date"] = dates.From, ["to_date"] = dates.To }, cancellationToken);

    private IReadOnlyList<EarlierModel> EarlierModels(Dictionary<string, object?> model, DateOnly fitted, CancellationToken cancellationToken) => engine.Query(
        """
        select
            model_cards.model_version,
            model_cards.fitted_snapshot_date,
            max(model_evidence.value) filter (where model_evidence.item = 'silhouette_of_sample'),
            max(model_evidence.value) filter (where model_evidence.item = 'clusters')
        from model_cards
        left join model_evidence
            on model_evidence.scheme = model_cards.scheme
            and model_evidence.model_version = model_cards.model_version
            and model_evidence.topic in ('fit', 'gate')
            and model_evidence.subject in ('model', 'scheme')
        where model_cards.scheme = :scheme
            and model_cards.model_version <> :model
            and model_cards.fitted_snapshot_date <= :fitted
        group by all
        order by model_cards.fitted_snapshot_date desc, model_cards.model_version
        limit 12
        """,
        "earlier models",
        row => new EarlierModel(row.GetString(0), row.GetFieldValue<DateOnly>(1), Number(row, 2), Number(row, 3)),
        new Dictionary<string, object?>(model) { ["fitted"] = fitted }, cancellationToken);

    private static double? Number(System.Data.Common.DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
