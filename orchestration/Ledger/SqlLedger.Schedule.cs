using System.Text.Json;
using Dapper;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Schedule;
using Segmentation.Jobs;

namespace Segmentation.Batch.Ledger;

/// <content>What the schedule has begun, and what people told it.</content>
public sealed partial class SqlLedger
{
    /// <summary>Where Quartz keeps its triggers: beside everything else.</summary>
    internal QuartzStore QuartzStore => dialect.QuartzStore;

    /// <summary>What people decided about the nights.</summary>
    public IReadOnlyList<NightControl> NightControls() => Read(
        "select night, since, is_paused, drain_count from schedule_controls order by night", null,
        row => new NightControl((string)row.night, Instant((string)row.since), (long)row.is_paused == 1, (long)row.drain_count));

    /// <summary>Makes the row of a night that has none; the first to come decides since when it counts.</summary>
    public void BeginControl(string night, DateTimeOffset since) => InTransaction((connection, transaction) => connection.Execute(
        "insert into schedule_controls (night, since) values (@night, @since) on conflict (night) do nothing",
        new { night, since = Text(since) }, transaction));

    /// <summary>Pauses a night, or lets it go on.</summary>
    public void PauseNight(string night, bool isPaused) => InTransaction((connection, transaction) => connection.Execute(
        "update schedule_controls set is_paused = @isPaused where night = @night", new { night, isPaused }, transaction));

    /// <summary>Asks every service that is up now to end.</summary>
    public void AskToDrain() => InTransaction((connection, transaction) => connection.Execute(
        "update schedule_controls set drain_count = drain_count + 1 where night = @night",
        new { night = NightControl.Everything }, transaction));

    /// <summary>Every date that a night has begun, waits for, or has left out, oldest first.</summary>
    public IReadOnlyList<NightRow> ScheduledNights() => Read(
        "select * from schedule_nights order by night, snapshot_date", null,
        row => new NightRow
        {
            Night = (string)row.night,
            SnapshotDate = Day((string)row.snapshot_date),
            FiresAt = Instant((string)row.fires_at),
            Status = Enum.Parse<NightStatus>((string)row.status, ignoreCase: true),
            Attempts = (int)(long)row.attempts,
            IsAsked = (long)row.is_asked == 1,
            WaitsSince = InstantOrNull((object?)row.waits_since),
            NextAttemptAt = InstantOrNull((object?)row.next_attempt_at),
            RunId = (string?)row.run_id,
            Message = (string?)row.message,
            ChangedAt = Instant((string)row.changed_at),
        });

    /// <summary>Records how far a night is.</summary>
    public void SaveScheduledNight(NightRow night) => InTransaction((connection, transaction) => connection.Execute(
        """
        insert into schedule_nights
            (night, snapshot_date, fires_at, status, attempts, is_asked, waits_since, next_attempt_at, run_id, message, changed_at)
        values (@Night, @date, @firesAt, @status, @Attempts, @IsAsked, @waitsSince, @nextAttemptAt, @RunId, @Message, @changedAt)
        on conflict (night, snapshot_date) do update set
            fires_at = excluded.fires_at, status = excluded.status, attempts = excluded.attempts, is_asked = excluded.is_asked,
            waits_since = excluded.waits_since, next_attempt_at = excluded.next_attempt_at, run_id = excluded.run_id,
            message = excluded.message, changed_at = excluded.changed_at
        """,
        new
        {
            night.Night,
            date = Text(night.SnapshotDate),
            firesAt = Text(night.FiresAt),
            status = Text(night.Status),
            night.Attempts,
            night.IsAsked,
            waitsSince = Text(night.WaitsSince),
            nextAttemptAt = Text(night.NextAttemptAt),
            night.RunId,
            night.Message,
            changedAt = Text(night.ChangedAt),
        },
        transaction));

    /// <summary>Whole nights that finished, scheduled or started by hand, for dates from one on.</summary>
    public IReadOnlyList<FinishedNight> FinishedNights(DateOnly from) =>
    [
        .. Read(
            """
            select run_id, snapshot_date, started_at, request
            from runs
            where status = 'done' and published_hash is not null and request is not null and snapshot_date >= @from
            order by started_at
            """,
            new { from = Text(from) },
            row => (Id: (string)row.run_id, Date: Day((string)row.snapshot_date), At: Instant((string)row.started_at),
                Request: JsonSerializer.Deserialize<RunRequest>((string)row.request)!))
            .Where(run => run.Request.Goal == nameof(NightGoal.Publish) && run.Request.Selection is null)
            .Select(run => new FinishedNight(run.Id, run.Date, run.At, run.Request.Schemes)),
    ];

    /// <summary>Says that a service is up; one that has not said so for an hour is forgotten.</summary>
    public void Beat(ServiceRow service) => InTransaction((connection, transaction) =>
    {
        connection.Execute(
            """
            insert into schedule_services (service, started_at, beat_at, is_draining) values (@Service, @started, @beat, @IsDraining)
            on conflict (service) do update set beat_at = excluded.beat_at, is_draining = excluded.is_draining
            """,
            new { service.Service, started = Text(service.StartedAt), beat = Text(service.BeatAt), service.IsDraining }, transaction);
        connection.Execute(
            "delete from schedule_services where beat_at < @gone", new { gone = Text(service.BeatAt - TimeSpan.FromHours(1)) }, transaction);
    });

    /// <summary>A service has ended.</summary>
    public void ForgetService(string service) => InTransaction((connection, transaction) =>
        connection.Execute("delete from schedule_services where service = @service", new { service }, transaction));

    /// <summary>Services that were up when they last said so.</summary>
    public IReadOnlyList<ServiceRow> Services() => Read(
        "select service, started_at, beat_at, is_draining from schedule_services order by service", null,
        row => new ServiceRow((string)row.service, Instant((string)row.started_at), Instant((string)row.beat_at), (long)row.is_draining == 1));
}
