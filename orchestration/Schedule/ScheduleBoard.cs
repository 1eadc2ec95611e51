using Segmentation.Batch.Ledger;
using Segmentation.Batch.Runs;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Schedule;

/// <summary>What the schedule looks like now: read from the ledger, worked out by <see cref="DueNights"/>.</summary>
/// <param name="Nights">What there is to do, night by night.</param>
/// <param name="Controls">What people decided.</param>
/// <param name="Rows">Dates that were begun.</param>
/// <param name="Finished">Nights that finished.</param>
internal sealed record ScheduleBoard(
    IReadOnlyList<DueNights> Nights, IReadOnlyList<NightControl> Controls, IReadOnlyList<NightRow> Rows, IReadOnlyList<FinishedNight> Finished)
{
    /// <summary>The night that may be begun now; what was asked for first, then the longest due.</summary>
    public DueNights? Ready(DateTimeOffset now) => Nights
        .Where(night => night.Head is not null && night.ReadyAt <= now)
        .OrderByDescending(night => night.Head!.IsAsked)
        .ThenBy(night => night.Head!.FiresAt)
        .ThenBy(night => night.Night, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>When something is to be done next; null when never.</summary>
    public DateTimeOffset? WakeAt => Nights.Min(night => night.WakeAt);

    public bool IsPaused(string night) => Controls.Any(control => control.IsPaused && (control.Night == night || control.Night == NightControl.Everything));

    public long DrainCount => Controls.FirstOrDefault(control => control.Night == NightControl.Everything)?.DrainCount ?? 0;

    /// <summary>Reads the board. Nothing is written.</summary>
    public static ScheduleBoard Read(ProjectSession session, DateTimeOffset now)
    {
        SqlLedger ledger = session.Ledger;
        ScheduleConfig schedule = session.Config.Schedule;
        IReadOnlyList<NightControl> controls = ledger.NightControls();
        IReadOnlyList<NightRow> rows = ledger.ScheduledNights();
        IReadOnlyList<FinishedNight> finished = ledger.FinishedNights(From(schedule, controls));
        var board = new ScheduleBoard([], controls, rows, finished);
        return board with
        {
            Nights = [.. schedule.Nights.Select(night => DueNights.Of(
                night.Key,
                schedule,
                NightCalendar.Of(schedule, night.Value),
                controls.FirstOrDefault(control => control.Night == night.Key)?.Since ?? Since(session, night.Value, finished, now),
                board.IsPaused(night.Key),
                rows.Where(row => row.Night == night.Key).ToDictionary(row => row.SnapshotDate),
                finished.Where(run => Covers(session.Config, run, night.Value)).Select(run => run.SnapshotDate).ToHashSet(),
                now))],
        };
    }

    /// <summary>Makes the control rows of nights that have none, so that what is missed from now on is known to be missed.</summary>
    public static void Begin(ProjectSession session, DateTimeOffset now)
    {
        session.Ledger.BeginControl(NightControl.Everything, now);
        IReadOnlyList<FinishedNight> finished = session.Ledger.FinishedNights(DateOnly.MinValue);
        foreach ((string name, NightConfig night) in session.Config.Schedule.Nights)
        {
            session.Ledger.BeginControl(name, Since(session, night, finished, now));
        }
    }

    /// <summary>Whether a run did all that a night does.</summary>
    public static bool Covers(SegmentationConfig config, FinishedNight run, NightConfig night) =>
        (night.Schemes.Count > 0 ? night.Schemes : config.Schemes.Keys).All(run.Schemes.Contains);

    /// <summary>A project that had nights before goes on after the last of them; a new one begins now.</summary>
    private static DateTimeOffset Since(ProjectSession session, NightConfig night, IReadOnlyList<FinishedNight> finished, DateTimeOffset now)
    {
        NightCalendar calendar = NightCalendar.Of(session.Config.Schedule, night);
        DateTimeOffset? last = finished.Where(run => Covers(session.Config, run, night))
            .Select(run => (DateTimeOffset?)calendar.DayOf(run.SnapshotDate.AddDays(1)).AddSeconds(-1)).Max();
        return last < now ? last.Value : now;
    }

    private static DateOnly From(ScheduleConfig schedule, IReadOnlyList<NightControl> controls) =>
        schedule.Nights.Keys.All(night => controls.Any(control => control.Night == night)) && controls.Count > 0
            ? DateOnly.FromDateTime(controls.Min(control => control.Since).UtcDateTime).AddDays(-3)
            : DateOnly.MinValue;
}
