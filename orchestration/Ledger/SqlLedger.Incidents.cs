using System.Globalization;
using System.Text.Json;
using Dapper;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <content>What went wrong, and what rules judge it by.</content>
public sealed partial class SqlLedger
{
    /// <summary>Days for which segment sizes and delivered messages are kept: more than any rule looks back.</summary>
    private const int KeptDays = 400;

    private const string SaveIncidentSql =
        """
        insert into incidents
            (incident_id, rule, subject, occurrence, status, severity, message, opened_at, last_seen_at, night_count, level, run_id,
             closed_at, actor, reason)
        values
            (@IncidentId, @Rule, @Subject, @Occurrence, @Status, @Severity, @Message, @OpenedAt, @LastSeenAt, @NightCount, @Level, @RunId,
             @ClosedAt, @Actor, @Reason)
        on conflict (incident_id) do update set
            status = excluded.status,
            severity = excluded.severity,
            message = excluded.message,
            last_seen_at = excluded.last_seen_at,
            night_count = excluded.night_count,
            level = excluded.level,
            run_id = excluded.run_id,
            closed_at = excluded.closed_at,
            actor = excluded.actor,
            reason = excluded.reason
        """;

    public IReadOnlyList<Incident> LatestIncidents() => Read(
        """
        select incidents.*
        from incidents
        inner join (
            select rule, subject, max(occurrence) as occurrence
            from incidents
            group by rule, subject
        ) as latest
            on latest.rule = incidents.rule
            and latest.subject = incidents.subject
            and latest.occurrence = incidents.occurrence
        order by incidents.rule, incidents.subject
        """,
        null, IncidentOf);

    public IReadOnlyList<Incident> Incidents(int most) => Read(
        """
        select *
        from incidents
        order by case when status = 'closed' then 1 else 0 end, opened_at desc, rule, subject
        limit @most
        """,
        new { most }, IncidentOf);

    public void SaveIncidents(IReadOnlyList<Incident> incidents, IReadOnlyList<OutboxMessage> messages) =>
        InTransaction((connection, transaction) =>
        {
            connection.Execute(SaveIncidentSql, incidents.Select(incident => new
            {
                incident.IncidentId,
                incident.Rule,
                incident.Subject,
                incident.Occurrence,
                Status = Text(incident.Status),
                Severity = Text(incident.Severity),
                incident.Message,
                OpenedAt = Text(incident.OpenedAt),
                LastSeenAt = Text(incident.LastSeenAt),
                incident.NightCount,
                incident.Level,
                incident.RunId,
                ClosedAt = Text(incident.ClosedAt),
                incident.Actor,
                incident.Reason,
            }), transaction);
            connection.Execute(
                """
                insert into incident_messages (message_id, incident_id, event, recipient, body, created_at, attempts)
                values (@MessageId, @IncidentId, @Event, @Recipient, @Body, @CreatedAt, 0)
                on conflict (message_id) do nothing
                """,
                messages.Select(message => new
                {
                    message.MessageId,
                    message.IncidentId,
                    Event = Text(message.Event),
                    message.Recipient,
                    Body = JsonSerializer.Serialize(message.Incident),
                    CreatedAt = Text(message.CreatedAt),
                }), transaction);
        });

    public void SaveSegmentSizes(RunSizes sizes) => InTransaction((connection, transaction) =>
    {
        connection.Execute(
            """
            insert into segment_sizes (run_id, snapshot_date, scheme, segment_code, customer_count)
            values (@RunId, @SnapshotDate, @Scheme, @SegmentCode, @CustomerCount)
            on conflict (run_id, scheme, segment_code) do update set customer_count = excluded.customer_count
            """,
            sizes.Sizes.Select(size => new
            {
                sizes.RunId,
                SnapshotDate = Text(sizes.SnapshotDate),
                size.Scheme,
                size.SegmentCode,
                size.CustomerCount,
            }), transaction);
        connection.Execute(
            "delete from segment_sizes where snapshot_date < @oldest",
            new { oldest = Text(sizes.SnapshotDate.AddDays(-KeptDays)) }, transaction);
    });

    public IReadOnlyList<RunSizes> SegmentSizes(int mostSnapshots) =>
    [
        .. Read(
            """
            select segment_sizes.*
            from segment_sizes
            inner join (
                select snapshot_date, max(run_id) as run_id
                from publications
                group by snapshot_date
                order by snapshot_date desc
                limit @mostSnapshots
            ) as newest
                on newest.run_id = segment_sizes.run_id
            order by segment_sizes.snapshot_date desc, segment_sizes.scheme, segment_sizes.segment_code
            """,
            new { mostSnapshots },
            row => (RunId: (string)row.run_id, Date: Day((string)row.snapshot_date),
                Size: new SegmentSize(row.scheme, row.segment_code, Convert.ToInt64(row.customer_count))))
        .GroupBy(row => (row.RunId, row.Date))
        .Select(run => new RunSizes(run.Key.RunId, run.Key.Date, [.. run.Select(row => row.Size)])),
    ];

    public IReadOnlyList<SegmentSize> SegmentSizesOf(string runId) => Read(
        "select * from segment_sizes where run_id = @runId order by scheme, segment_code",
        new { runId },
        row => new SegmentSize(row.scheme, row.segment_code, Convert.ToInt64(row.customer_count)));

    public IReadOnlyList<LoadShare> LoadShares(int mostLoads) => Read(
        """
        select
            load_totals.load_id,
            load_totals.source,
            sum(case when load_totals.fate = 'read' then load_totals.row_count else 0 end) as read_count,
            sum(case when load_totals.fate = 'quarantined' then load_totals.row_count else 0 end) as quarantined_count
        from load_totals
        inner join (select load_id, loaded_at from loads order by loaded_at desc, load_id desc limit @mostLoads) as newest
            on newest.load_id = load_totals.load_id
        group by load_totals.load_id, load_totals.source, newest.loaded_at
        order by newest.loaded_at desc, load_totals.load_id desc, load_totals.source
        """,
        new { mostLoads },
        row => new LoadShare(
            row.load_id, row.source, Convert.ToInt64(row.read_count, CultureInfo.InvariantCulture),
            Convert.ToInt64(row.quarantined_count, CultureInfo.InvariantCulture)));

    public IReadOnlyDictionary<string, DateTimeOffset> LoadTimes() =>
        Read("select load_id, loaded_at from loads", null, row => (Id: (string)row.load_id, At: Instant((string)row.loaded_at)))
            .ToDictionary(load => load.Id, load => load.At);

    private static Incident IncidentOf(dynamic row) => new(
        row.incident_id, row.rule, row.subject, Convert.ToInt32(row.occurrence),
        Enum.Parse<IncidentStatus>((string)row.status, ignoreCase: true), Enum.Parse<Severity>((string)row.severity, ignoreCase: true),
        row.message, Instant(row.opened_at), Instant(row.last_seen_at), Convert.ToInt32(row.night_count), Convert.ToInt32(row.level),
        row.run_id, InstantOrNull(row.closed_at), (string?)row.actor, (string?)row.reason);
}
